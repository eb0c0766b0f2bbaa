package handlers

import (
	"bytes"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"gongkai/views"
	"gongkai/workflow"
)

// exportRegister sends the applications of the filter in the layout that the
// import reads.
func (s *Server) exportRegister(c echo.Context) error {
	f, err := s.readFilter(c)
	if err != nil {
		return err
	}
	desk := s.desk(c)
	var b bytes.Buffer
	err = views.WriteRegister(&b, f.text("format"), func(visit func(*workflow.Application) error) error {
		return desk.Each(c.Request().Context(), f.where, visit)
	})
	if err != nil {
		return err
	}
	return s.download(c, "台账-"+s.Now().In(china).Format("20060102"), f.text("format"), b.Bytes())
}

var china = time.FixedZone("CST", 8*3600)

// formats are the media types of what can be downloaded.
var formats = map[string]string{
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"csv":  "text/csv; charset=utf-8",
	"json": "application/json; charset=utf-8",
}

// download sends a file to be saved under a name.
func (s *Server) download(c echo.Context, name, format string, body []byte) error {
	file := url.PathEscape(name + "." + format)
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="gongkai.`+format+`"; filename*=UTF-8''`+file)
	return c.Blob(http.StatusOK, formats[format], body)
}
