package notice

import "context"

// reach has fresh notices leave the house as their members chose.
func (s *Service) reach(context.Context, []Notice) error { return nil }
