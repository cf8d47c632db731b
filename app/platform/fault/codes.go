package fault

// Codes that the ground itself answers with. Rooms add theirs with Register, so that the API document can list them all
// and a missing translation does not compile.
var codes = map[string]bool{}

// Register makes codes known and gives nothing back; a room calls it once for what it can answer.
func Register(list ...string) bool {
	for _, c := range list {
		codes[c] = true
	}
	return true
}

// Codes lists every registered code, unsorted.
func Codes() []string {
	list := make([]string, 0, len(codes))
	for c := range codes {
		list = append(list, c)
	}
	return list
}

var _ = Register("internal", "not_found", "method_not_allowed", "body_malformed", "body_too_large", "body_unsupported",
	"validation_failed", "text_unstorable", "origin_refused", "stopping", "database_unavailable", "too_many_requests",
	"idempotency_key_missing", "idempotency_key_invalid", "idempotency_key_reused", "idempotency_in_flight",
	"if_match_missing", "if_match_invalid", "version_stale", "forbidden", "cursor_unknown", "cursors_conflict", "limit_invalid",
	"header_too_large", "request_malformed", "host_unknown", "upgrade_required")
