package models

import (
	"fmt"
	"slices"
	"testing"

	"gorm.io/gorm"

	"gongkai/workflow"
	"gongkai/workflow/cond"
	"gongkai/workflow/similar"
	"gongkai/workflow/storetest"
)

// village is one of some ten thousand names, none of the sample's.
func village(i int) string {
	names := []rune("赤橙黄绿青蓝紫金银铜铁锡春夏秋冬松竹梅兰菊荷桃李杏梨枣桑榆槐椿柏杉枫桐柿栗葵芦苇麻豆稻麦粟米禾苗园圃田畴陌坡岭峰峦岩崖谷涧泉溪潭池塘湖泊江海洲岛屿湾港滩浦桥亭台楼阁殿塔寺庙院宅庄寨堡营屯卫所关口")
	return string([]rune{names[i%len(names)], names[i/len(names)%len(names)]}) + "村"
}

// probed is what the application with this ID asks for: one of the requests, of a
// village and a year of its own.
func probed(id int64) string {
	requests := storetest.Requests()
	return fmt.Sprintf("%s%d年：%s", village(int(id)*7919), 2010+id%15, requests[int(id)%len(requests)])
}

// askingAll gives every application of bulk its own content and brings it into
// the table.
func askingAll(b testing.TB, s *Store, n int) {
	b.Helper()
	err := s.change(ctx, func(tx *gorm.DB) error {
		for id := int64(1); id <= int64(n); id++ {
			if err := tx.Exec("UPDATE applications SET content = ? WHERE id = ?", probed(id), id).Error; err != nil {
				return err
			}
		}
		return tx.Exec("DELETE FROM alike_progress").Error
	})
	if err == nil {
		err = s.fillAlike(ctx)
	}
	if err != nil {
		b.Fatal(err)
	}
}

// Applications that were there before the table are found once the database was
// opened again, also when the filling was interrupted; a second filling changes
// nothing.
func TestAlikeIsFilled(t *testing.T) {
	for _, p := range databases {
		t.Run(p.name, func(t *testing.T) {
			s := p.opened(t)
			const n = batch + 20
			bulk(t, s, n)
			for _, statement := range []string{"DELETE FROM shingles", "DELETE FROM alike_progress"} {
				if err := s.write.Exec(statement).Error; err != nil {
					t.Fatal(err)
				}
			}
			if _, err := fillPortion(s.write, 0); err != nil {
				t.Fatal(err)
			}
			var rows [2]int64
			for i := range rows {
				if err := s.fillAlike(ctx); err != nil {
					t.Fatal(err)
				}
				if err := s.write.Raw("SELECT COUNT(DISTINCT application_id) FROM shingles").Scan(&rows[i]).Error; err != nil {
					t.Fatal(err)
				}
			}
			if rows != [2]int64{n, n} {
				t.Errorf("applications in the table after each filling: %v, want %d", rows, n)
			}
		})
	}
}

// BenchmarkAlike looks among all applications for one that was asked before, in
// other words: without the name of the year, with the phrases of asking.
func BenchmarkAlike(b *testing.B) {
	for _, p := range databases {
		for _, n := range sizes() {
			b.Run(fmt.Sprintf("%s/%d", p.name, n), func(b *testing.B) {
				s := p.opened(b)
				bulk(b, s, n)
				askingAll(b, s, n)
				i, found := 0, 0
				for b.Loop() {
					i++
					id := int64(i*4801%n) + 1
					got, err := s.Alike(ctx, cond.InOffices("county"), "您好，请依法公开"+probed(id)+"，谢谢", 5)
					if err != nil {
						b.Fatal(err)
					}
					if slices.ContainsFunc(got, func(a similar.Alike) bool { return a.ID == workflow.ID(id) }) {
						found++
					}
				}
				b.ReportMetric(float64(found)/float64(i), "recall")
			})
		}
	}
}
