package account

// Hashes tells a test how many passwords were held against a hash so far.
func Hashes() int64 { return compared.Load() }
