package calendar_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongkai/workflow/calendar"
)

// notice2026 is how the arrangement of 2026 reads as text.
const notice2026 = `国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号
各省、自治区、直辖市人民政府：
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班。`

// The text of a notice gives the days that the program carries for that year;
// whatever does not agree with itself is refused.
func TestReadNotice(t *testing.T) {
	got, err := calendar.ReadNotice(0, notice2026)
	want, _ := calendar.Published().Year(2026)
	if err != nil || fmt.Sprint(got.Off) != fmt.Sprint(want.Off) || fmt.Sprint(got.Work) != fmt.Sprint(want.Work) ||
		!slices.Equal(got.Notices, []string{"国办发明电〔2025〕7号"}) {
		t.Errorf("got %v\n%+v\nwant %+v", err, got, want)
	}
	across, err := calendar.ReadNotice(2024, "一、元旦：2023年12月30日至2024年1月1日放假调休，共3天。")
	if err != nil || len(across.Off) != 3 || across.Off["2023-12-31"] != "元旦" {
		t.Errorf("over the turn of the year: %+v (%v)", across, err)
	}
	for why, text := range map[string]string{
		"共 8 天":   strings.Replace(notice2026, "共9天", "共8天", 1),
		"实际是":     strings.Replace(notice2026, "4日（周六）至6", "5日（周六）至6", 1),
		"没有读到放假":  "关于2026年部分节假日安排的通知",
		"同一句":     "一、元旦：1月1日放假，1月4日上班。",
		"本来就上班":   "一、元旦：1月1日放假。1月5日上班。",
		"出现了两次":   "一、元旦：1月1日放假。1月1日放假。",
		"年份 0 不对": "随便什么",
	} {
		year := 2026
		if strings.HasPrefix(why, "年份") {
			year = 0
		}
		if _, err := calendar.ReadNotice(year, text); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: got %v", why, err)
		}
	}
}
