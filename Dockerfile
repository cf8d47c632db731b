# The product as one static program in an otherwise empty image. Building fetches packages; running fetches nothing.
#
#   docker build -t kraftsam .
#   docker run --rm -v kraftsam:/data kraftsam migrate
#   docker run -p 127.0.0.1:8080:8080 -v kraftsam:/data kraftsam

FROM node:20-bookworm-slim AS frontend
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci
COPY frontend/ ./
RUN npm run build

FROM golang:1.26-bookworm AS program
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY app/ app/
COPY cmd/ cmd/
COPY frontend/embed.go frontend/
COPY frontend/src/i18n/ frontend/src/i18n/
COPY --from=frontend /src/frontend/build/ frontend/build/
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w -X kraftsam/app.Version=$VERSION" -o /kraftsam ./cmd/kraftsam && mkdir /data

FROM scratch
COPY --from=program /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=program /kraftsam /kraftsam
COPY --from=program --chown=65532:65532 /data /data
COPY LICENSE /
USER 65532:65532
ENV KRAFTSAM_ADDR=0.0.0.0:8080 \
    KRAFTSAM_DATABASE_URL=sqlite:/data/kraftsam.db \
    KRAFTSAM_DATA_DIR=/data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/kraftsam"]
CMD ["serve"]
