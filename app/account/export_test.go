package account

// testMemory makes a hash cheap, in KiB: what it costs in earnest is tested on its own.
const testMemory = 1 << 10

func init() { hashMemory = testMemory }

// Hashes tells a test how many passwords were held against a hash so far.
func Hashes() int64 { return compared.Load() }
