package ledger

import (
	"context"
	"time"

	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// Notary issues signed checkpoints for one person.
type Notary struct {
	*account.Actor
	Store Store
}

// Issue checks everything, signs what the ledger is now and keeps the note. Where nothing
// was written since the latest note, that one is returned again. It refuses to sign what
// is wrong, with the number of faults; the check says which.
func (n Notary) Issue(ctx context.Context, key Key, at time.Time) (Kept, Check, error) {
	if err := n.mayRead(); err != nil {
		return Kept{}, Check{}, err
	}
	if key == (Key{}) {
		return Kept{}, Check{}, &fault.Error{Kind: fault.Unavailable, What: "没有签名密钥，不能出具存证单", Next: "请告诉系统管理员"}
	}
	c, err := n.Store.Verify(ctx, Witness{})
	if err != nil {
		return Kept{}, c, err
	}
	if len(c.Faults) > 0 {
		return Kept{}, c, fault.Refusal("", "请保留现场，先查明原因", "核对发现 %d 处不符，不能出具存证单", len(c.Faults))
	}
	last, err := n.Store.Checkpoints(ctx, 1)
	// Keeping a note adds one line, which is about nothing but the note.
	if err != nil || len(last) > 0 && last[0].Size == c.Lines-1 {
		return first(last), c, err
	}
	signed, err := key.Sign(c.Checkpoint(at))
	if err != nil {
		return Kept{}, c, err
	}
	k := Kept{Size: c.Lines, At: at.UTC(), By: n.User().Name, Note: signed}
	return k, c, n.Store.KeepCheckpoint(ctx, k)
}

// Latest returns the latest notes, the last first; limit 0 is all.
func (n Notary) Latest(ctx context.Context, limit int) ([]Kept, error) {
	if err := n.mayRead(); err != nil {
		return nil, err
	}
	return n.Store.Checkpoints(ctx, limit)
}

func first(kept []Kept) Kept {
	if len(kept) == 0 {
		return Kept{}
	}
	return kept[0]
}

// mayRead refuses those who may not see applications.
func (n Notary) mayRead() error {
	if u := n.User(); u.Role.Powers().Reads && !u.Disabled {
		return nil
	}
	return &fault.Error{
		Kind: fault.Forbidden,
		What: "“" + n.User().Role.Powers().Label + "”不能出具存证单",
		Next: "请由审计统计或者审核签发人办理",
	}
}
