package forum

// ReadingsFollow is readingsFollow, for tests that move posts themselves.
var ReadingsFollow = (*Service).readingsFollow
