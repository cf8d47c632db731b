package account

import "context"

// Running gives those of some sessions that have not ended, with the name of the device of each. A token is no session.
func (s *Service) Running(ctx context.Context, ids []string) (map[string]string, error) {
	rows, err := s.store.running(ctx, ids)
	if err != nil {
		return nil, err
	}
	devices := make(map[string]string, len(rows))
	for _, r := range rows {
		devices[r.ID] = r.Device
	}
	return devices, nil
}
