package workflow_test

import (
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/statistics"
)

// The sums that follow from 国办函〔2020〕109号, among them those of receipts that
// an authority published: 57, 72, 109 and 119 pages; 15 and 6 applications
// beyond the free ten.
func TestTariffs(t *testing.T) {
	for _, tt := range []struct {
		code workflow.TariffCode
		sums map[int]int
	}{
		{workflow.ByItem, map[int]int{0: 0, 1: 0, 10: 0, 11: 100, 16: 600, 25: 1500,
			30: 2000, 31: 2200, 35: 3000, 40: 4000, 41: 4300, 50: 7000, 51: 7400}},
		{workflow.ByPage, map[int]int{0: 0, 30: 0, 31: 10, 57: 270, 72: 420, 100: 700,
			101: 720, 109: 880, 119: 1080, 200: 2700, 201: 2740, 250: 4700}},
	} {
		tariff, ok := workflow.TariffOf(tt.code)
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
	items, _ := workflow.TariffOf(workflow.ByItem)
	pages, _ := workflow.TariffOf(workflow.ByPage)
	for n, want := range map[int]int{10: 0, 11: 100, 30: 100, 31: 200, 40: 200, 41: 300, 45: 300, 60: 400, 61: 500} {
		if got := items.Fee(n); got != statistics.Whole(want) {
			t.Errorf("application %d of the month costs %s, want %d", n, got, want)
		}
	}
	if got := pages.Fee(57); got != statistics.Whole(270) {
		t.Errorf("57 pages cost %s, want 270", got)
	}
}

// An office may ask for less with a reason, never for more, and for nothing
// within the free range.
func TestFeeFollowsTheTariff(t *testing.T) {
	for _, tt := range []struct {
		name string
		cmd  workflow.Command
		want string
	}{
		{"by the tariff", workflow.Command{Tariff: workflow.ByPage, Units: 57, Amount: statistics.Whole(270)}, "<nil>"},
		{"too much", workflow.Command{Tariff: workflow.ByPage, Units: 57, Amount: statistics.Whole(271)}, "109号 5"},
		{"less", workflow.Command{Tariff: workflow.ByPage, Units: 57, Amount: statistics.Whole(100)}, "109号 5"},
		{"less with a reason", workflow.Command{Tariff: workflow.ByPage, Units: 57,
			Amount: statistics.Whole(100), Reason: "低保户减免"}, "<nil>"},
		{"in the free range", workflow.Command{Tariff: workflow.ByItem, Units: 10, Amount: statistics.Whole(100)}, "109号 4"},
		{"by no tariff", workflow.Command{Amount: statistics.Whole(100)}, "invalid"},
		{"by a tariff nobody knows", workflow.Command{Tariff: "weight", Units: 3, Amount: statistics.Whole(100)}, "invalid"},
		{"of no units", workflow.Command{Tariff: workflow.ByItem, Amount: statistics.Whole(100)}, "invalid"},
	} {
		tt.cmd.Event, tt.cmd.On = workflow.AskFee, "2024-03-15"
		if got := reason(try(history(t, received("2024-03-01")), tt.cmd)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
