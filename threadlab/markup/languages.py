"""How attribution lines are worded, language by language: data, not code.

The wordings are those of Gmail, Apple Mail, Outlook, Thunderbird and newsreaders, as these write
them, and what people write themselves. Case does not matter. A further language is a further line
in each table; the order of the languages means nothing.
"""


def listed(text: str) -> frozenset[str]:
    """Gives the words of a list that is written as plain text, parted by white space."""
    return frozenset(text.split())


VERBS: dict[str, tuple[str, ...]] = {
    "en": (
        "wrote", "writes", "said", "says", "has written", "scribbled", "posted", "spake",
        "spake unto us, saying", "enlightened us",
        "enlightened us with", "asks", "asked", "replied", "responded",
    ),
    "ar": ("كتب", "كتبت", "كتب/ت", "تمت كتابة ما يلي بواسطة"),
    "bg": ("написа", "написал"),
    "ca": ("va escriure", "ha escrit", "escrigué"),
    "cs": ("napsal(a)", "napsal", "napsala", "píše", "napsal/a"),
    "da": ("skrev", "skriver", "skrev følgende"),
    "de": ("schrieb", "schrieben", "schreibt", "hat geschrieben", "meinte", "schrieb am"),
    "el": ("έγραψε", "έγραψαν", "γράφει"),
    "es": ("escribió", "escribio", "escribía", "escribe", "ha escrito", "dijo", "comentó"),
    "et": ("kirjutas", "kirjutab"),
    "fa": ("نوشت", "نوشته"),
    "fi": ("kirjoitti", "kirjoittaa", "sanoi"),
    "fr": (
        "a écrit", "a ecrit", "a ?crit", "a \ufffdcrit", "écrivait", "écrit", "a dit",
        "a écrit ce qui suit",
    ),
    "he": ("כתב/ה", "כתב", "כתבה", "כתבו", "מאת", "ציטוט"),
    "hi": ("ने लिखा",),
    "hr": ("je napisao", "je napisala", "je napisao/la", "napisao je", "napisala je", "piše"),
    "hu": ("írta", "ezt írta", "a következőt írta", "írja"),
    "id": ("menulis", "tulis"),
    "it": ("ha scritto", "scrisse", "scriveva", "scrive"),
    "lt": ("rašė", "parašė"),
    "lv": ("rakstīja",),
    "nl": ("schreef", "schrijft", "heeft geschreven", "het volgende geschreven", "geschreven"),
    "no": ("skrev", "skreiv", "skriver"),
    "pl": ("napisał(a)", "napisał", "napisała", "pisze", "napisali", "pisał", "pisała"),
    "pt": ("escreveu", "disse", "escreve"),
    "ro": ("a scris", "a scris următoarele", "scrie"),
    "ru": ("написал(а)", "написал", "написала", "пишет", "писал", "писала", "писал(а)"),
    "sk": ("napísal(a)", "napísal", "napísala"),
    "sl": ("je napisal", "je napisala", "je napisal/-a", "napisal", "napisala", "napisal/a"),
    "sr": ("је написао/ла", "је написао", "је написала", "написао је", "je napisao/la"),
    "sv": ("skrev", "skriver"),
    "tr": ("yazdı", "şunu yazdı", "şunları yazdı", "yazmış"),
    "uk": ("пише", "написав", "написала", "написав(ла)", "написав/ла"),
    "vi": ("đã viết", "viết"),
}  # fmt: skip
"""What comes after the name (in some languages also before it): "Ann wrote:"."""

VERB_FIRST: tuple[str, ...] = ("ar", "da", "de", "et", "he", "nl", "no", "sv")
"""Languages that put the verb before the name where the date comes first."""

ENDINGS: dict[str, tuple[str, ...]] = {
    "ja": ("のメール", "さんは書きました", "さんが書きました", "さんの投稿", "は書きました"),
    "ko": ("님이 작성", "님이 씀", "님께서 작성", "작성", "이(가) 쓴 글", "님이 쓴 글"),
    "th": ("เขียนว่า", "เขียน"),
    "zh": ("写道", "寫道", "写到", "寫到", "的来信"),
}
"""What is written right behind the name or the date, without a space between."""

LEADS: dict[str, tuple[str, ...]] = {
    "ca": ("missatge de", "cita de"),
    "cs": ("citace od",),
    "da": ("citat af", "citat fra"),
    "de": ("zitat von", "zitiere"),
    "en": ("quote from", "quote by", "quoting", "originally posted by", "originally said by"),
    "es": ("cita de", "citando a"),
    "fr": ("citation de", "en réponse à"),
    "hu": ("idézet tőle",),
    "it": ("citazione di", "citazione da"),
    "nl": ("citaat van", "quote van"),
    "no": ("sitat fra", "sitat av"),
    "pl": ("wiadomość napisana przez", "cytat z"),
    "pt": ("citação de", "citando"),
    "ru": ("цитата от", "сообщение от"),
    "sv": ("citat från", "citerar", "citat av"),
}
"""What comes before the name: "Quote from: Ann"."""

OPENERS: tuple[str, ...] = (
    "on", "at", "in article", "in message", "in news", "in", "am", "le", "el", "em", "il", "op",
    "den", "dne", "dnia", "w dniu", "quoting", "in artikel", "dans l'article", "dans le message",
    "il giorno", "in data", "în", "la data", "pe", "στις", "την", "на", "vào", "vào lúc", "ngày",
    "pada", "pada tanggal", "kuupäev", "в", "в сообщении", "在", "于", "於", "בתאריך",
    "في", "در تاریخ", "ในวันที่", "เมื่อ", "el día", "no dia",
)  # fmt: skip
"""What an attribution line begins with that gives its date or article first."""

IN_MESSAGE: tuple[str, ...] = (
    "in message", "in news", "in the message", "in article", "im newsbeitrag", "in nachricht",
    "in bericht", "dans le message", "en el mensaje", "nel messaggio", "in", "on", "at", "via",
    "to",    "am", "le", "i meddelandet", "i melding", "i en meddelelse", "v diskusním příspěvku",
    "w wiadomości", "в сообщении", "em mensagem", "na mensagem", "news",
)  # fmt: skip
"""What may follow the verb: "Ann wrote in message <…>"."""

DATE_WORDS: frozenset[str] = listed(
    """
    mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun
    sunday jan january feb february mar march apr april may jun june jul july aug august sep sept
    september oct october nov november dec december am pm a.m p.m at on the of utc gmt est edt cst
    cdt mst mdt pst pdt bst cet cest met mest ist jst today yesterday
    last earlier morning afternoon evening
    montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so den um uhr
    januar februar märz mai juni juli oktober dezember jän mär okt dez nachm vorm
    lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim janvier février
    mars avril juin juillet août septembre octobre novembre décembre janv févr avr juil le à
    lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio
    agosto septiembre octubre noviembre diciembre a las de del el ene ago dic mié jue vie sáb dom
    lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio aprile maggio giugno
    luglio settembre ottobre dicembre alle ore gen mag giu lug set ott gio il giorno
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag maart mei augustus om
    måndag tisdag onsdag torsdag fredag lördag söndag kl klo
    """
)
"""Words of which dates are made, in the languages that are written most."""

MORE_DATE_WORDS: frozenset[str] = listed(
    """
    seg ter qua qui sex sáb segunda-feira terça-feira quarta-feira quinta-feira sexta-feira janeiro
    fevereiro março maio junho julho setembro outubro novembro dezembro fev abr dez às as horas no
    dia em in data giovedi heeft u in het ma di wo do vr za zo mrt
    man tir ons tor fre lør søn mandag tirsdag lørdag søndag marts maj des desember kell
    mån tis tors lör sön januari februari
    ti ke to pe su maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai kello klo
    tammik helmik maalisk huhtik toukok kesäk heinäk elok syysk lokak marrask jouluk
    tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta
    lokakuuta marraskuuta joulukuuta
    pon wt śr czw pt sob niedz poniedziałek wtorek środa czwartek piątek sobota niedziela sty lut
    kwi cze lip sie wrz paź lis gru stycznia lutego marca kwietnia maja czerwca lipca sierpnia
    września października listopada grudnia dnia dniu w o godz godzinie użytkownik
    po út st čt pá ne pondělí úterý středa čtvrtek pátek ledna února března dubna května června
    července srpna září října listopadu prosince v ve dne odesílatel uživatel led úno bře dub kvě
    čvn čvc srp zář říj lis pro
    ut pi januára februára apríla mája júna júla augusta septembra októbra novembra decembra
    používateľ
    пн вт ср чт пт сб вс понедельник вторник среда четверг пятница суббота воскресенье янв фев февр
    мар апр мая май июн июня июл июля авг сен сент окт ноя нояб дек января февраля марта апреля
    августа сентября октября ноября декабря г в года г.в пользователь
    нд понеділок вівторок п'ятниця субота неділя січ лют бер берез квіт трав черв лип серп вер
    верес жовт лист листоп груд січня лютого березня квітня травня червня липня серпня вересня
    жовтня листопада грудня р о об користувач
    на януари февруари юни юли август септември октомври ноември декември ч
    jan febr márc ápr máj jún júl szept okt h k sze cs p szo v dátummal időpontban keltezéssel
    időpont január február március április május június július augusztus szeptember október
    hétfő kedd szerda csütörtök péntek szombat vasárnap
    lun mar mie mie joi vin sâm dum ian ianuarie februarie martie aprilie iunie iulie septembrie
    octombrie noiembrie decembrie la ora în data de
    δευ τρί τετ πέμ παρ σάβ κυρ ιαν φεβ μαρ απρ μαΐ μαΐου ιουν ιουλ αυγ σεπ οκτ νοε δεκ στις π.μ
    μ.μ ο η ο/η χρήστης ιανουαρίου φεβρουαρίου μαρτίου απριλίου ιουνίου ιουλίου αυγούστου
    σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο
    κυριακή την
    oca şub nis haz tem ağu eyl eki kas ara ocak şubat mart nisan mayıs haziran temmuz ağustos eylül
    ekim kasım aralık pzt sal çar per cum cmt paz tarihinde saat saatinde
    בתאריך יום א׳ ב׳ ג׳ ד׳ ה׳ ו׳ ש׳ ינו׳ בינו׳ פבר׳ בפבר׳ מרץ במרץ אפר׳ באפר׳ מאי במאי יוני ביוני
    יולי ביולי אוג׳ באוג׳ ספט׳ בספט׳ אוק׳ באוק׳ נוב׳ בנוב׳ דצמ׳ בדצמ׳ בשעה בינואר בפברואר באפריל
    באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר ראשון שני שלישי רביעי חמישי שישי שבת
    في الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد يناير فبراير مارس أبريل مايو يونيو
    يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر ص م الساعة بتاريخ يوم
    در تاریخ ساعت
    vào lúc th thg ngày tháng năm thứ hai ba tư sáu bảy cn
    pada tanggal sen sel rab kam jum sab min januari februari maret agt okt des pukul wib hari senin
    selasa rabu kamis jumat sabtu minggu
    ในวันที่ เมื่อ เวลา จ อ พ พฤ ศ ส อา ม.ค ก.พ มี.ค เม.ย พ.ค มิ.ย ก.ค ส.ค ก.ย ต.ค พ.ย ธ.ค น
    kuupäev jaanuar veebruar aprill juuni juuli detsember
    dl dt dc dj dv ds dg del dia gen febr març maig juny jul set
    sij velj ožu tra svi lip kol ruj stu u sub ned uto sri čet сре чет пет суб нед уто
    у јан мар апр мај јун јул авг сеп окт нов дец
    ob je oseba sre čet pet
    pr an tr kt pn št sk plkst pirmd otrd trešd ceturtd piektd sestd svētd lietotājs
    在 于 於 周 週 星期 上午 下午 晚上 早上
    from
    """
)
"""Words of dates in further languages, and small words that stand between date and name."""

LIKE_NAMES: frozenset[str] = listed(
    """
    jan may april june august mai juli mar sun dom mark mars le de den del el la van von der di da
    an no so po ma min kam ben pro tem per cum ara paz eki pet ana ba hai tor su mi sal ian mart des
    the sen sel tom sam man om pe lip gen lug ago dic joi vin ned a d e g h i k m n o p r s t u v w
    """
)
"""Words of dates that are names or parts of names too; after the digits they are the name's."""

NO_NAMES: frozenset[str] = listed(
    """
    i you he she they we it who someone somebody one op ich du er sie wir man je tu il elle nous
    vous yo tú él ella io lui lei eu ele ela me the jag han hon vi ni jeg hun de ja ty on ona я ты
    он она вы мы ви він вона én te ő sen ben o siz
    """
)
"""Words that stand where the name would, and name nobody."""

NOT_IN_NAMES: frozenset[str] = listed(
    """
    the this these those that which what because about his her my your our their not is was are
    has have would could should if when than then it its
    """
)
"""Words that no name holds: where one is left, the line is a sentence."""

NEVER_FIRST: frozenset[str] = listed(
    """
    the a an this that these those my your his her our their its as what which and but so if when
    because then der die das ein eine wie was le la les un une also here there el los las una
    """
)
"""A line without date or address that begins so is a sentence, not an attribution."""
