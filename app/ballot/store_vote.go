package ballot

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm/clause"
)

// openVote is a vote of a ballot that is not anonymous.
type openVote struct {
	BallotID       string
	Voter          string // a member or an organisation, as the ballot says
	MemberID       string // who cast it last
	OrganisationID *string
	Vote           Vote
	At             time.Time
	Part           Part // how who votes as themselves took part
}

type voteRow struct {
	BallotID       string
	Voter          string
	MemberID       string
	OrganisationID *string
	Vote           string
	At             time.Time
	CountedFor     *string
	CountedIn      *string
}

// TableName is for GORM.
func (voteRow) TableName() string { return "ballot_votes" }

func (r voteRow) vote() (openVote, error) {
	v := openVote{r.BallotID, r.Voter, r.MemberID, r.OrganisationID, Vote{}, r.At, Part{r.CountedFor, r.CountedIn}}
	if err := json.Unmarshal([]byte(r.Vote), &v.Vote); err != nil {
		return v, fmt.Errorf("read a vote in %s: %w", v.BallotID, err)
	}
	return v, nil
}

func (s store) putVote(ctx context.Context, v openVote) error {
	return s.db.From(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "ballot_id"}, {Name: "voter"}}, UpdateAll: true}).
		Create(&voteRow{v.BallotID, v.Voter, v.MemberID, v.OrganisationID, word(v.Vote), v.At, v.Part.Organisation, v.Part.Municipality}).Error
}

func (s store) votes(ctx context.Context, where string, args ...any) ([]openVote, error) {
	var rows []voteRow
	if err := s.db.From(ctx).Where(where, args...).Order("ballot_id, voter").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read votes: %w", err)
	}
	list := make([]openVote, len(rows))
	for i, r := range rows {
		v, err := r.vote()
		if err != nil {
			return nil, err
		}
		list[i] = v
	}
	return list, nil
}

// page reads votes of one ballot by voter, from one on.
func (s store) page(ctx context.Context, ballot, after string, limit int) ([]openVote, error) {
	var rows []voteRow
	err := s.db.From(ctx).Where("ballot_id = ? AND voter > ?", ballot, after).Order("voter").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read votes: %w", err)
	}
	list := make([]openVote, len(rows))
	for i, r := range rows {
		if list[i], err = r.vote(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

type voterRow struct {
	BallotID string
	Voter    string
}

// TableName is for GORM.
func (voterRow) TableName() string { return "ballot_voters" }

// addVoter notes that somebody takes part in an anonymous ballot, and says whether they did not before.
func (s store) addVoter(ctx context.Context, ballot, voter string) (bool, error) {
	res := s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&voterRow{ballot, voter})
	if res.Error != nil {
		return false, fmt.Errorf("note who takes part: %w", res.Error)
	}
	return res.RowsAffected == 1, nil
}

// voters reads who takes part in anonymous ballots.
func (s store) voters(ctx context.Context, where string, args ...any) ([]voterRow, error) {
	var rows []voterRow
	if err := s.db.From(ctx).Where(where, args...).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read who takes part: %w", err)
	}
	return rows, nil
}

type boxRow struct {
	BallotID string
	Voices   int64
	Content  string
}

// TableName is for GORM.
func (boxRow) TableName() string { return "ballot_boxes" }

func (s store) box(ctx context.Context, ballot string) (box, error) {
	var row boxRow
	if err := s.db.From(ctx).Where("ballot_id = ?", ballot).Take(&row).Error; err != nil {
		return box{}, fmt.Errorf("read the box of %s: %w", ballot, err)
	}
	x := box{Voices: row.Voices}
	if err := json.Unmarshal([]byte(row.Content), &x); err != nil {
		return box{}, fmt.Errorf("read the box of %s: %w", ballot, err)
	}
	return x, nil
}

func (s store) putBox(ctx context.Context, ballot string, x box) error {
	return s.db.From(ctx).Model(&boxRow{}).Where("ballot_id = ?", ballot).Updates(map[string]any{"voices": x.Voices, "content": word(x)}).Error
}

// empty takes away the box and who took part.
func (s store) empty(ctx context.Context, ballot string) error {
	if err := s.db.From(ctx).Where("ballot_id = ?", ballot).Delete(&voterRow{}).Error; err != nil {
		return fmt.Errorf("empty the box: %w", err)
	}
	return s.db.From(ctx).Where("ballot_id = ?", ballot).Delete(&boxRow{}).Error
}

// touchedBy holds the running ballots in which an organisation has voted, or somebody voted for it.
func (s store) touchedBy(ctx context.Context, organisation string) ([]Ballot, error) {
	return s.list(s.db.From(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where(`closed_at IS NULL AND (id IN (SELECT ballot_id FROM ballot_votes WHERE organisation_id = ? OR counted_for = ?)
		OR voice = ? AND id IN (SELECT ballot_id FROM ballot_voters WHERE voter = ?))`, organisation, organisation, OrganisationVoice, organisation).Order("id"))
}

// votedBy holds the running ballots in which somebody has voted as a person.
func (s store) votedBy(ctx context.Context, member string) ([]Ballot, error) {
	return s.list(s.db.From(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where(`closed_at IS NULL AND voice = ? AND (id IN (SELECT ballot_id FROM ballot_votes WHERE voter = ?)
		OR id IN (SELECT ballot_id FROM ballot_voters WHERE voter = ?))`, PersonVoice, member, member).Order("id"))
}

func (s store) dropVote(ctx context.Context, ballot, voter string) error {
	return s.db.From(ctx).Where("ballot_id = ? AND voter = ?", ballot, voter).Delete(&voteRow{}).Error
}

func (s store) renameOrganisation(ctx context.Context, ballot, from, into string) error {
	for _, column := range []string{"organisation_id", "counted_for"} {
		if err := s.db.From(ctx).Model(&voteRow{}).Where("ballot_id = ? AND "+column+" = ?", ballot, from).Update(column, into).Error; err != nil {
			return fmt.Errorf("rename the organisation of votes: %w", err)
		}
	}
	return nil
}

func (s store) dropVoter(ctx context.Context, ballot, voter string) error {
	return s.db.From(ctx).Where("ballot_id = ? AND voter = ?", ballot, voter).Delete(&voterRow{}).Error
}
