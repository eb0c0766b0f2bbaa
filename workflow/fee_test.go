package workflow

import "testing"

// The sums that follow from 国办函〔2020〕109号, among them those of receipts that
// an authority published: 57, 72, 109 and 119 pages; 15 and 6 applications
// beyond the free ten.
func TestTariffs(t *testing.T) {
	for _, tt := range []struct {
		code TariffCode
		sums map[int]int
	}{
		{ByItem, map[int]int{0: 0, 1: 0, 10: 0, 11: 100, 16: 600, 25: 1500,
			30: 2000, 31: 2200, 35: 3000, 40: 4000, 41: 4300, 50: 7000, 51: 7400}},
		{ByPage, map[int]int{0: 0, 30: 0, 31: 10, 57: 270, 72: 420, 100: 700,
			101: 720, 109: 880, 119: 1080, 200: 2700, 201: 2740, 250: 4700}},
	} {
		tariff, ok := TariffOf(tt.code)
		if !ok {
			t.Fatalf("no tariff %s", tt.code)
		}
		for n, want := range tt.sums {
			if got := tariff.Total(n); got != want {
				t.Errorf("%d %s cost %d, want %d", n, tt.code, got, want)
			}
		}
	}
}

// By items each application is charged the price of its place; by pages an
// application is charged for all of its own.
func TestFee(t *testing.T) {
	items, _ := TariffOf(ByItem)
	pages, _ := TariffOf(ByPage)
	for n, want := range map[int]int{10: 0, 11: 100, 30: 100, 31: 200, 40: 200, 41: 300, 45: 300, 60: 400, 61: 500} {
		if got := items.Fee(n); got != Whole(want) {
			t.Errorf("application %d of the month costs %s, want %d", n, got, want)
		}
	}
	if got := pages.Fee(57); got != Whole(270) {
		t.Errorf("57 pages cost %s, want 270", got)
	}
}

// An office may ask for less with a reason, never for more, and for nothing
// within the free range.
func TestFeeFollowsTheTariff(t *testing.T) {
	for _, tt := range []struct {
		name string
		cmd  Command
		want string
	}{
		{"by the tariff", Command{Tariff: ByPage, Units: 57, Amount: Whole(270)}, "<nil>"},
		{"too much", Command{Tariff: ByPage, Units: 57, Amount: Whole(271)}, "109号 5"},
		{"less", Command{Tariff: ByPage, Units: 57, Amount: Whole(100)}, "109号 5"},
		{"less with a reason", Command{Tariff: ByPage, Units: 57, Amount: Whole(100), Reason: "低保户减免"}, "<nil>"},
		{"in the free range", Command{Tariff: ByItem, Units: 10, Amount: Whole(100)}, "109号 4"},
		{"by no tariff", Command{Amount: Whole(100)}, "invalid"},
		{"by a tariff nobody knows", Command{Tariff: "weight", Units: 3, Amount: Whole(100)}, "invalid"},
		{"of no units", Command{Tariff: ByItem, Amount: Whole(100)}, "invalid"},
	} {
		tt.cmd.Event, tt.cmd.On = AskFee, "2024-03-15"
		if got := reason(try(history(t, received("2024-03-01")), tt.cmd)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
