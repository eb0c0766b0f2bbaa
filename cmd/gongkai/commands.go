package main

// description is the first line of the help.
const description = "依申请公开办理系统：登记、办理、计算期限、统计年报。"

// commands is the whole command line. Its names, flags and exit statuses are a
// contract with other people's scripts: they may be added to, not changed. The help
// texts are also what docs/generated/commands.md is made of.
type commands struct {
	Data string `help:"数据目录：数据库、文件。环境变量 ${env}。" env:"GONGKAI_DATA" default:"data" placeholder:"DIR"`
	DB   string `name:"db" help:"数据库地址，默认 sqlite:DATA/gongkai.db，或者 postgres://…。环境变量 ${env}。" env:"GONGKAI_DB" placeholder:"DSN"`
	Hash string `help:"新写入的办理记录和存证的摘要算法：sha256 或者 sm3。已有的不变。环境变量 ${env}。" env:"GONGKAI_HASH" enum:"sha256,sm3" default:"sha256"`
	Lang string `help:"界面语言：zh-CN 或者 en。环境变量 ${env}。" env:"GONGKAI_LANG" enum:"zh-CN,en" default:"zh-CN"`

	Serve      serveCommand      `cmd:"" help:"启动网页服务。"`
	Due        dueCommand        `cmd:"" help:"计算答复期限，逐日列出。不用数据库。"`
	Whatif     whatifCommand     `cmd:"" help:"一件未办结的申请：每种下一步会使期限变成哪一天。"`
	Fee        feeCommand        `cmd:"" help:"计算信息处理费，逐档列出。不用数据库。"`
	Office     officeCommand     `cmd:"" help:"机关。"`
	User       userCommand       `cmd:"" help:"用户。"`
	Import     importCommand     `cmd:"" help:"导入。"`
	Export     exportCommand     `cmd:"" help:"导出。"`
	Lines      linesCommand      `cmd:"" help:"统计表中人工填报的行。"`
	Report     reportCommand     `cmd:"" help:"年度统计表。"`
	Cell       cellCommand       `cmd:"" help:"一个数字背后的申请。"`
	Check      checkCommand      `cmd:"" help:"核对已公布的统计表。"`
	Verify     verifyCommand     `cmd:"" help:"重放全部办理记录，与存储内容核对，并核对哈希链。"`
	Checkpoint checkpointCommand `cmd:"" help:"出具存证单：核对后签名，请存放在本系统之外。"`
	Doctor     doctorCommand     `cmd:"" help:"检查数据库、磁盘、日历和设置：有什么问题和风险，怎么办。有问题时退出状态为 1。"`
	Calendar   calendarCommand   `cmd:"" help:"工作日历。"`
	Backup     backupCommand     `cmd:"" help:"备份：运行中也可以。备份是一个文件，自带清单，做完即核验。"`
	Restore    restoreCommand    `cmd:"" help:"恢复备份到 --data 或者 --db 指的地方；--drill 只演练。"`
	Migrate    migrateCommand    `cmd:"" help:"把数据库升级到本程序的版本；--to 把全部数据搬到另一个数据库。"`
	Doc        docCommand        `cmd:"" help:"由程序中的表生成 docs/generated。"`
	TLS        tlsCommand        `cmd:"" name:"tls" help:"HTTPS 证书。"`
	Config     configCommand     `cmd:"" help:"显示每项设置的值和来源。"`
	Version    versionCommand    `cmd:"" help:"显示版本。"`
}

// asJSON is the flag of every command that prints for people.
type asJSON struct {
	JSON bool `help:"输出 JSON，供程序读取。"`
}

// ofYear are the flags that choose a report: office, year, edition, with or without
// the offices below. Form "" is the edition in force that year.
type ofYear struct {
	Office string `help:"机关代码。" required:"" placeholder:"CODE"`
	Year   int    `help:"年份。" required:"" placeholder:"YEAR"`
	Form   string `help:"统计表版本：2014、2019、2021；默认为该年施行的版本。" enum:",2014,2019,2021" default:"" placeholder:"F"`
	Rollup bool   `help:"连同下级机关汇总。"`
}

// serveCommand runs the web application until it is told to stop.
type serveCommand struct {
	listening
	Demo bool `help:"在临时目录建立一个虚构的示例县，并打印登录名。"`
}

// listening is where the program listens and what stands in front of it. Serving needs
// these settings, and `config` shows them.
type listening struct {
	Addr         string    `help:"监听地址。环境变量 ${env}。" env:"GONGKAI_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	PublicURL    origin    `name:"public-url" help:"浏览器看到的地址，https://开头，由前面的代理提供 HTTPS：Cookie 只经 HTTPS 发送，只接受来自这个地址的提交。环境变量 ${env}。" env:"GONGKAI_PUBLIC_URL" placeholder:"URL"`
	TLSCert      string    `name:"tls-cert" help:"本程序自己提供 HTTPS 用的证书文件（PEM），换了文件不用重新启动。环境变量 ${env}。" env:"GONGKAI_TLS_CERT" placeholder:"FILE"`
	TLSKey       string    `name:"tls-key" help:"证书的私钥文件（PEM）。环境变量 ${env}。" env:"GONGKAI_TLS_KEY" placeholder:"FILE"`
	InsecureHTTP bool      `name:"insecure-http" help:"没有 HTTPS 也允许别的电脑访问；每一页显示警示。环境变量 ${env}。" env:"GONGKAI_INSECURE_HTTP"`
	TrustedProxy proxies   `help:"前面代理的地址或者网段，可多次给出：只有它们写的 X-Forwarded-For（没有时 X-Real-IP）算数。代理要自己写这个头，不能原样转发。环境变量 ${env}，多个用逗号分开。" env:"GONGKAI_TRUSTED_PROXY" placeholder:"CIDR"`
	MetricsAddr  string    `help:"在这个地址上提供 Prometheus 指标（/metrics），不登录即可读取，只有计数，没有内容；默认不提供。只应监听本机或者管理网段。环境变量 ${env}。" env:"GONGKAI_METRICS_ADDR" placeholder:"HOST:PORT"`
	LogFormat    string    `help:"日志的格式：${enum}。日志写到标准错误，没有申请人的信息。环境变量 ${env}。" env:"GONGKAI_LOG_FORMAT" enum:"text,json" default:"text" placeholder:"F"`
	VerifyAt     clockTime `help:"每天在北京时间几点核对全部数据并出具存证单，写入管理日志；off 为不核对。环境变量 ${env}。" env:"GONGKAI_VERIFY_AT" default:"03:00" placeholder:"HH:MM"`
}

// dueCommand needs no database: it plays the dates given to it and nothing else.
type dueCommand struct {
	Received string   `help:"收到申请之日。" required:"" placeholder:"DATE"`
	Channel  string   `help:"渠道：${enum}。" enum:"in_person,registered,letter,online,email,fax" default:"registered" placeholder:"CH"`
	On       []string `help:"其后发生的事，可多次给出。EVENT：ask_correction correct consult consulted extend ask_fee pay；DAYS：延长的工作日，或者给申请人补正的工作日。" placeholder:"DATE:EVENT[:DAYS]" sep:"none"`
	asJSON
}

// whatifCommand tries the next steps of an application without taking any.
type whatifCommand struct {
	Number string `arg:"" help:"申请的编号。"`
	Office string `help:"机关代码。" required:"" placeholder:"CODE"`
	On     string `help:"下一步的日期；默认为今天。" placeholder:"DATE"`
	asJSON
}

// feeCommand has one number, of items or of pages; kong sees to it that exactly one
// is given, so 0 means the other.
type feeCommand struct {
	Items int `help:"按件：同一申请人本月累计的件数。" xor:"tariff" required:"" placeholder:"N"`
	Pages int `help:"按量：一件申请的页数，A4 及以下单面为一页。" xor:"tariff" required:"" placeholder:"N"`
	asJSON
}

// officeCommand has the commands about offices.
type officeCommand struct {
	Add  officeAdd  `cmd:"" help:"增加机关。"`
	Set  officeSet  `cmd:"" help:"设置机关：是否两人办理，答复书中的救济途径。没有给出的不变，给出空文字为清除。"`
	List officeList `cmd:"" help:"列出机关。"`
}

// officeSet has pointers because what is not given must stay as it is, while an empty
// text clears. nil is not given.
type officeSet struct {
	Code         string  `arg:"" help:"代码。"`
	Pair         *bool   `help:"两人办理：任何两人可以一人拟稿、一人签发。" negatable:""`
	Government   *bool   `help:"本机关是一级政府，不是政府部门。" negatable:""`
	Review       *string `help:"行政复议机关。" placeholder:"NAME"`
	ReviewBefore *string `help:"行政复议机关（2023 年底以前）。" placeholder:"NAME"`
	Superior     *string `help:"上一级主管部门。" placeholder:"NAME"`
	Court        *string `help:"有管辖权的人民法院。" placeholder:"NAME"`
	Online       *string `help:"网上申请行政复议的途径。" placeholder:"URL"`
	asJSON
}

// officeAdd adds an office; what else there is to say of it, officeSet sets.
type officeAdd struct {
	Code   string `arg:"" help:"代码，字母、数字、下划线、连字符。"`
	Name   string `arg:"" help:"名称。"`
	Parent string `help:"上级机关的代码。" placeholder:"CODE"`
}

type officeList struct{ asJSON }

// userCommand has the commands about users.
type userCommand struct {
	Add     userAdd     `cmd:"" help:"增加用户。不用 --password-stdin 时生成一个密码并打印。"`
	List    userList    `cmd:"" help:"列出用户。"`
	Disable userDisable `cmd:"" help:"停用用户。"`

	Password userPassword `cmd:"" help:"重置用户的密码，并解除锁定。不用 --password-stdin 时生成一个密码并打印。"`
	Unlock   userUnlock   `cmd:"" help:"解除用户的锁定；所有管理员都不能登录时也可以用。"`
}

// typedPassword is the flag of every command that sets a password. None takes one as an
// argument: other users of the machine could read it there.
type typedPassword struct {
	PasswordStdin bool `help:"从标准输入读取密码（第一行）。"`
}

// userAdd adds a user.
type userAdd struct {
	Name    string `arg:"" help:"登录名。"`
	Display string `help:"办理记录中显示的姓名。" placeholder:"NAME"`
	Office  string `help:"所在机关的代码。" required:"" placeholder:"CODE"`
	Role    string `help:"角色：${enum}。" enum:"clerk,supervisor,auditor,admin,security,inspector" required:"" placeholder:"ROLE"`
	typedPassword
}

// userPassword sets another password, for the day when nobody is left who could do so
// in the pages.
type userPassword struct {
	Name         string `arg:"" help:"登录名。"`
	ForgetFactor bool   `help:"并取消动态码：设备和恢复码都丢失时用。"`
	typedPassword
}

// userUnlock opens what wrong passwords have shut. From "" vouches for no address.
type userUnlock struct {
	Name string `arg:"" help:"登录名。"`
	From string `help:"并把这个地址记作登录过的：有人不断试密码时，本人从这里仍能登录。" placeholder:"ADDRESS"`
}

type userList struct{ asJSON }

type userDisable struct {
	Name string `arg:"" help:"登录名。"`
}

// importCommand has one command so far; the word after import says what is imported.
type importCommand struct {
	Register importRegister `cmd:"" help:"导入依申请公开台账（.xlsx 或者 .csv）。有一行被拒绝，就一行也不写入。"`
}

// importRegister imports a register, all rows or none.
type importRegister struct {
	File   string `arg:"" help:"文件；- 为标准输入。"`
	Office string `help:"机关代码。" required:"" placeholder:"CODE"`
	DryRun bool   `help:"试运行：只核对，不写入。"`
	asJSON
}

type exportCommand struct {
	Register exportRegister `cmd:"" help:"导出依申请公开台账，格式与导入相同。"`
	Ledger   exportLedger   `cmd:"" help:"导出存证：只有摘要和编号，没有个人信息，供 verify --offline 在别处核对。"`
}

// exportRegister writes what importRegister reads. Year 0 is all years.
type exportRegister struct {
	Office string `help:"机关代码。" required:"" placeholder:"CODE"`
	Year   int    `help:"只导出计入该年统计表的申请。" placeholder:"YEAR"`
	Output string `short:"o" help:"文件，.xlsx 或者 .csv；默认为标准输出（CSV）。" placeholder:"FILE"`
}

// linesCommand has the commands about lines that nothing can be counted for.
type linesCommand struct {
	Set linesSet `cmd:"" help:"填报：文件为 JSON {\"1.1\": 463, …} 或者 CSV（code,value）；null 或者空为留白。"`
}

// linesSet types such lines in from a file.
type linesSet struct {
	Office string `help:"机关代码。" required:"" placeholder:"CODE"`
	Year   int    `help:"年份。" required:"" placeholder:"YEAR"`
	Form   string `help:"统计表版本；默认为该年施行的版本。" enum:",2014,2019,2021" default:"" placeholder:"F"`
	File   string `arg:"" help:"文件；- 为标准输入。"`
}

// reportCommand has the commands about the yearly table. show is what is meant where
// none is named.
type reportCommand struct {
	Show   reportShow   `cmd:"" default:"withargs" help:"年度统计表；show 可以省略。"`
	Freeze reportFreeze `cmd:"" help:"定稿：保存每个数、背后的申请和签署人；再次定稿是更正，要写明理由。"`
	Diff   reportDiff   `cmd:"" help:"定稿以后的变动：哪个数、哪件申请、哪条办理记录。有变动时退出状态为 1。"`
}

// reportShow prints a table. Format "" goes by the name of the output; Revision 0 is
// the latest, and any other implies Frozen.
type reportShow struct {
	ofYear
	Format   string `help:"格式：text、json、csv、xlsx；默认为 text，或者按 -o 的扩展名。canonical 为定稿的原文，摘要由它算出。" enum:",text,json,csv,xlsx,canonical" default:"" placeholder:"FORMAT"`
	JSON     bool   `help:"同 --format json。"`
	AsOf     string `help:"截至这一天所知的数：按记入的时间，不按发生的日期。" placeholder:"DATE"`
	Frozen   bool   `help:"定稿的统计表，而不是现在的。"`
	Revision int    `help:"第几稿；默认为最后一稿。" placeholder:"N"`
	Output   string `short:"o" help:"文件；默认为标准输出。" placeholder:"FILE"`
}

// reportFreeze submits a table with its signers. Reason is needed for a correction,
// and where the table does not add up.
type reportFreeze struct {
	ofYear
	Head     string `help:"单位负责人。" required:"" placeholder:"NAME"`
	Reviewer string `help:"审核人。" required:"" placeholder:"NAME"`
	Filler   string `help:"填报人。" required:"" placeholder:"NAME"`
	Phone    string `help:"联系电话。" required:"" placeholder:"N"`
	Date     string `help:"填报日期；默认为今天。" placeholder:"DATE"`
	Reason   string `help:"更正的理由，或者勾稽关系不成立而仍然定稿的理由。" placeholder:"TEXT"`
	asJSON
}

// reportDiff names what has changed since a revision was submitted; 0 is the latest.
type reportDiff struct {
	ofYear
	Revision int `help:"第几稿；默认为最后一稿。" placeholder:"N"`
	asJSON
}

// cellCommand lists the applications behind one number. Col "" is the total.
type cellCommand struct {
	ofYear
	Line string `help:"行代码。" required:"" placeholder:"CODE"`
	Col  string `help:"列代码；默认为总计列。" placeholder:"COL"`
	AsOf string `help:"截至这一天所知的申请。" placeholder:"DATE"`
	asJSON
}

// checkCommand checks anyone's published table, without a database.
type checkCommand struct {
	File string `arg:"" help:"JSON（cells、text_figures，一张或者一组；或者本系统的报告），或者填好的官方统计表 .xlsx、.docx；- 为标准输入。"`
	Last string `help:"同一机关上一年度的表，用来核对两年之间的勾稽关系。" placeholder:"FILE"`
	asJSON
}

// exportLedger writes what verifyCommand reads with Offline.
type exportLedger struct {
	Output string `short:"o" help:"文件；默认为标准输出。" placeholder:"FILE"`
}

// verifyCommand checks the database or, with Offline, an export of it.
type verifyCommand struct {
	Offline string   `help:"不用数据库，核对 export ledger 导出的文件；- 为标准输入。" placeholder:"FILE"`
	Note    []string `help:"存放在别处的存证单，可多次给出，与 --offline 一起用。" placeholder:"FILE"`
	Key     string   `help:"记在别处的公钥：存证单须是用它签名的。" placeholder:"KEY"`
	asJSON
}

// checkpointCommand signs what the ledger is now.
type checkpointCommand struct {
	Output string `short:"o" help:"文件；默认为标准输出。" placeholder:"FILE"`
}

// doctorCommand says what is wrong or risky. Accept is for whoever has put another
// database in the place of one on purpose.
type doctorCommand struct {
	Accept bool `help:"确认就用这里的数据库，即使它不是原来的那一个，或者比原来的少。"`
	asJSON
}

// calendarCommand has the commands about the calendar.
type calendarCommand struct {
	Show   calendarShow   `cmd:"" help:"显示一年的放假和调休安排。"`
	Import calendarImport `cmd:"" help:"导入一年的安排（holiday-cn 的 JSON 格式），并重新计算未办结申请的期限。有期限变动的先列出，加 --yes 才写入。"`

	Local       calendarLocal       `cmd:"" help:"一个机关的地方假日，以及是否计入期限；不带其他参数时列出。有期限变动的先列出，加 --yes 才写入。"`
	Recalculate calendarRecalculate `cmd:"" help:"按现行日历核对未办结申请的期限：新版程序带来放假安排以后运行。有期限变动的先列出，加 --yes 才写入。"`
}

// calendarShow shows the days off of a year.
type calendarShow struct {
	Year int `arg:"" help:"年份。"`
	asJSON
}

// calendarImport imports the days off of a year.
type calendarImport struct {
	File string `arg:"" help:"文件；- 为标准输入。"`
	confirming
	asJSON
}

// confirming are the flags of every change of the calendar. Without either, a change
// that moves due dates is only listed.
type confirming struct {
	Yes    bool `help:"确认列出的期限变动，写入。"`
	DryRun bool `help:"试运行：只列出期限变动，不写入。"`
}

// calendarLocal lists or changes the local days off of an office. Of Off, Back and
// Terms at most one is given; with none it lists.
type calendarLocal struct {
	Office   string   `help:"机关代码。" required:"" placeholder:"CODE"`
	Below    bool     `help:"连同下级机关登记或者取消这些天；是否计入期限由各机关分别设定。"`
	Off      []string `help:"放假的日子，可多次给出：2026-07-10，或者 2026-07-10至2026-07-12。" placeholder:"DAYS" sep:"none"`
	Back     []string `help:"取消登记过的日子，写法相同。" placeholder:"DAYS" sep:"none"`
	Name     string   `help:"节日名称。" placeholder:"NAME"`
	Terms    string   `help:"地方假日计入期限（count，默认）还是不计入（exclude）。" enum:",count,exclude" default:"" placeholder:"TERMS"`
	Document string   `help:"文号或者依据。" placeholder:"TEXT"`
	confirming
	asJSON
}

// calendarRecalculate settles due dates after a new version has brought a calendar.
type calendarRecalculate struct {
	confirming
	asJSON
}

// backupCommand makes a backup. A directory gets a file named after the time.
type backupCommand struct {
	File string `arg:"" help:"文件，不能已经存在；写目录的，在其中按时间取名。"`
	asJSON
}

// restoreCommand puts the data of a backup in place, or only proves that it could.
// Replace nil is not given.
type restoreCommand struct {
	File     string `arg:"" help:"备份文件。"`
	Drill    bool   `help:"演练：恢复到临时目录，核验，再删除。不动现有数据。" xor:"place"`
	Replace  *int   `help:"那里已有数据的：写出现有的申请件数，确认换掉。原来的文件改名保留。" placeholder:"N" xor:"place"`
	Unlisted bool   `help:"文件没有清单（不是 gongkai backup 做的），也恢复。无从知道它是否完整。"`
	asJSON
}

// migrateCommand brings the schema up to date, or moves all data to another database.
type migrateCommand struct {
	To       string `help:"搬到这个新的、空的数据库：postgres://… 或者 sqlite:路径。搬家前要停止服务；原来的数据不动。" placeholder:"DSN"`
	NoBackup bool   `help:"升级前不在数据库文件旁边备份。"`
	asJSON
}

// docCommand writes the generated pages of the manual.
type docCommand struct {
	Dir string `help:"写到哪里。" default:"docs/generated" placeholder:"DIR"`
}

// tlsCommand has the commands about certificates.
type tlsCommand struct {
	CA tlsCA `cmd:"" name:"ca" help:"建立内部证书机构（已有的沿用），签发服务器证书，并说明怎样让各电脑信任它。不用数据库。"`
}

// tlsCA makes a certificate for the server.
type tlsCA struct {
	Names []string `arg:"" help:"浏览器用来访问的主机名和地址，可多个，如 gongkai.example 10.1.2.3。"`
	Dir   string   `help:"证书和私钥放在哪里。" default:"tls" placeholder:"DIR"`
}

// configCommand shows every setting with where it came from. It has the flags of
// serve, so that `config --addr …` shows what serve would use.
type configCommand struct {
	listening
	asJSON
}

type versionCommand struct{ asJSON }
