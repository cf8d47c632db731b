// Command cmd serves the provider of package oidcstub for stories in a browser: a form asks who sits there.
//
//	go run ./app/apptest/oidcstub/cmd -addr 127.0.0.1:9300 -client kraftsam -secret secret
package main

import (
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"kraftsam/app/apptest/oidcstub"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "address and port to listen on")
	client := flag.String("client", "kraftsam", "client id")
	secret := flag.String("secret", "secret", "client secret")
	redirect := flag.String("redirect", "", "the only address to send browsers back to; empty: any")
	flag.Parse()
	if err := serve(*addr, *client, *secret, *redirect); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(addr, client, secret, redirect string) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	p, err := oidcstub.New("http://"+listener.Addr().String(), client, secret)
	if err != nil {
		return err
	}
	p.Redirect = redirect
	fmt.Println(p.Issuer)
	return (&http.Server{Handler: p.Handler(), ReadHeaderTimeout: 5 * time.Second}).Serve(listener)
}
