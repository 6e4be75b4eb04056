"""The phrases of boilerplate: whether a line or a sentence is a button, an invitation, an advert.

Judged by the words alone, which `plain` frees of markup. Losing a sentence that says something is
worse than leaving a button in, so every rule wants all the words, and they can hardly be anything
else. Where someone is quoted or reported, it is news. All take time linear in the words.
"""

from __future__ import annotations

import re

from index.sentences import split

_LONGEST_BUTTON = 60  # characters of a line that is only a button or a label
LONGEST_NOTICE = 400  # characters of a sentence that is only a notice or an invitation
_MARKUP = " \t\u00a0\u200b\ufeff#>*•·▪●–—|»›→▶_`-"
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,400}>")
_CODE = re.compile(r"<(?:script|style|iframe)\b", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\]\[]{0,200})\]\([^()\s]{0,500}\)")


def either(*patterns: str) -> re.Pattern[str]:
    """One pattern of several, in capitals or not."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


# The label alone on a line: what follows is an advertisement, as far as it reads like one.
_AD_LABEL = either(
    r"ads?|advert(?:s|isements?|ising|orial)?|anzeigen?|werbung|publicité|publicidad|广告|推广",
    r"sponsor(?:ed)?(?: content| post| by .{1,40})?|promot(?:ed|ion)",
    r"paid (?:content|post|partner content)|partner content",
    r"(?:skip|close|hide) (?:the )?(?:ad|advertisement)s?",
    r"(?:(?:advertisement|ad|story|article)s?\W{1,3})?(?:scroll to continue|continues?"
    r" (?:after|below)(?: (?:the |this )?(?:ad|advertisement|promotion|video))?)",
)
# The label with its advertisement in the same line.
_AD_LINE = either(
    r"(?:ad|advertisement|anzeige|werbung|publicité|publicidad|sponsored|promoted"
    r"|(?:a )?(?:word|message) from our sponsors?)\s?[:|]\s.{3,400}",
    r"(?:广告|推广)\s?[:：|｜].{3,400}",
    # "[ADVERT] ...", "Advertisement - ..."
    r"[\[(]?(?:ad|advert(?:isement|orial)?|anzeige|werbung|publicité|publicidad|sponsored"
    r"|paid post)"
    r"(?:[\])][:–—-]?|\s[–—-])\s.{3,400}",
)
# "The first month costs only 0.99. Subscribe now >>"
_CALL = either(
    r"[.!?:] (?:subscribe|order|book|shop|buy|register|apply|sign up|try it|join|download)"
    r" (?:now|today|here)\W{0,4}$"
)
_OFFER = either(r"!|\b(?:only|free|offer|save|discount|your|per cent off|% off)\b")
_SHARE = (
    "share|teilen|tweet|pin it|print|drucken|copy link|link copied|merken|partager|partagez|envoyer"
    "|imprimer|compartir|enviar|imprimir|corregir"
)
_NETWORK = (
    r"facebook|twitter|x|linkedin|whatsapp|e-?mail|reddit|pinterest|telegram|instagram|tiktok"
    r"|youtube|messenger|flipboard|pocket|bluesky|threads|mastodon|xing|sms|link"
)
# The heading of a list of links to other articles.
_LINKS = either(
    r"(?:related|recommended|popular|trending|latest|most (?:read|popular|viewed)|top|more"
    r"|further)(?: (?:articles?|stor(?:y|ies)|news|posts?|content|topics?|reading|links|videos?"
    r"|coverage|now|headlines|searches))+",
    r"(?:most (?:read|popular|viewed)|recommended|trending)(?: for you| now)?",
    r"you (?:may|might) also (?:like|be interested in|enjoy)|read (?:also|next)|see also",
    r"more (?:from|on|about) [^.,:!?]{2,40}",
    r"don['’]?t miss|editor['’]?s picks|das könnte sie auch interessieren|mehr zum thema",
    r"auch interessant|meistgelesen|à lire aussi|sur le même sujet|les plus lus|articles? liés?"
    r"|te puede interesar|noticias relacionadas|lo más (?:leído|visto)"
    r"|[【\[]?(?:热门推荐|相关(?:阅读|新闻|报道|推荐|链接)|猜你喜欢|[您你]可能(?:还|也)?(?:会)?喜欢"
    r"|延伸阅读|推荐阅读|热点新闻)[】\]]?",
)
_LEGAL = (
    r"terms (?:of (?:service|use|sale)|and conditions|& conditions)|privacy (?:policy|notice)"
    r"|cookie (?:policy|settings|preferences|notice)|contact us|about us|help cent(?:er|re)"
    r"|impressum|datenschutz(?:erklärung)?|agb|nutzungsbedingungen|accessibility|sitemap"
    r"|advertise(?: with us)?|careers|do not sell my (?:personal )?info(?:rmation)?"
)
# The whole line, nothing else in it.
_BUTTON = either(
    rf"(?:{_SHARE})(?:\W+(?:this|the|article|story|page|on|via|by|with|friends|or|and|artikel|artículo"
    rf"|cet|sur|en|par|por|este|{_SHARE}|{_NETWORK}))*",
    rf"(?:{_NETWORK})(?:\W+(?:and|{_SHARE}|{_NETWORK}))+",
    r"(?:(?:\d[\d,.]*|view|show|see|read|post|leave|add|no|hide|write) )?(?:(?:all|a|the|your) )?"
    r"(?:\d[\d,.]* )?comments?(?: ?\(\d+\)| \d+)?|kommentare?(?: \(\d+\))?",
    r"be the first to comment|join the (?:conversation|discussion)",
    r"(?:log|sign) in to (?:comment|reply|continue).{0,30}",
    r"(?:read|show|see|view|load|learn) (?:more|less|all|next|full (?:story|article|bio))"
    r"(?: (?:here|below|now|stories|news|articles|posts))*\W{0,4}",
    r"(?:continue|keep) reading(?: below)?|weiterlesen|mehr (?:lesen|erfahren|anzeigen)",
    r"hier (?:klicken|weiterlesen)",
    r"(?:skip|jump|back|return) to (?:main content|content|navigation|top|home(?:page)?|article)",
    r"(?:main )?menu|home ?page|log ?in|sign ?in|sign ?up|log ?out|my account|search|close|next",
    r"previous|subscribe(?: now| today)?|toggle (?:menu|navigation)|loading\W*|play video",
    r"newsletters?|up next|einloggen|anmelden|registrieren|startseite",
    rf"(?:{_LEGAL})(?:\W+(?:and|{_LEGAL}))*",
    r"(?:listen|watch)(?: to)?(?: (?:this|the))?(?: (?:article|story|audio|now|live|video))?"
    r"(?:\W{1,3}\d+(?: min(?:ute)?s?|:\d\d)?\W?)?|\d+[ -]min(?:ute)?s?(?: read| listen)?",
    r"(?:accept|reject|allow|manage)(?: all| my)?(?: (?:cookies|preferences|settings|choices))+",
    r"(?:accept|reject|allow|decline) all|(?:manage (?:your )?)?(?:subscriptions?|unsubscribe)",
    r"view (?:this e-?mail )?in (?:your )?browser|forward (?:this )?to a friend",
    r"alle cookies akzeptieren",
    r"artikel (?:drucken|merken|anhören|teilen)(?: \(\d+ min\.?\))?(?: {1,3}(?:merken|teilen))*",
    r"(?:zur )?startseite|commenter(?: \(\d+\))?|comentarios(?: \(\d+\))?|signaler une erreur",
    r"mentions légales|gestion des cookies|aviso legal|política de (?:cookies|privacidad)",
    r"tous droits réservés|todos los derechos reservados",
    # where a page stands: "Accueil > Économie > Industrie"
    r"(?:startseite|home|accueil|portada|inicio|首页)(?:\s?[>›»/]\s?[\w -]{2,30}){1,5}",
    r"分享(?:到|至)?\s?[:：]?(?:[\s|｜/·]*(?:微博|微信|朋友圈|qq(?:空间|好友)?|豆瓣|复制链接|facebook"
    r"|twitter|x))*",
    r"(?:[\s|｜/·]*(?:微博|微信|朋友圈|qq空间|举报(?:/反馈)?|反馈|打印|收藏|评论))+",
    r"(?:[【\[]?(?:打印|关闭|收藏|字[号体][:：]\s?大 ?中 ?小)[】\]]?\s*)+"
    r"(?:分享(?:到|至)?[:：]?)?",
)
# Who took the picture, without what is on it.
_PHOTO = either(
    r"(?:photo|image|picture|foto|bild)s?(?: credits?| source)?\s?(?:[:/©]|by|courtesy of|via)"
    r"\s?(?-i:[A-Z])[^.!?\d]{1,40}",
    r"(?:photo credit|getty images|ap photo|file photo)(?:\s?[:/].{2,40})?",
    r"[^.!?:\d]{2,40}/(?:getty images|afp|ap|reuters|epa|shutterstock|dpa)(?: via .{2,20})?",
)
_BETWEEN_BUTTONS = re.compile(r"\s*[|·•/]\s*|\s{2,}")
_TRADE = r"(?:buy|buying|sell|selling|invest|investing)"
# "Should investors sell? Or is it worth buying?": the answer is on another page.
_TRADE_QUESTION = either(
    r"(?:[\w.&’' -]{1,60}: )?(?:buy|sell|hold)(?:,? or (?:buy|sell|hold))+",
    r"(?:so,? |but |or )?(?:should|is it|is now|would you|are) [^.!?]{0,120}",
    r"(?:so,? |but |or )?is [^.!?]{1,60} (?:worth|still) [^.!?]{0,60}",
    r"(?:oder )?(?:sollten|lohnt|kaufen oder verkaufen|ist es)\b[^.!?]{0,120}",
)
_TRADE_WORDS = either(
    rf"\b(?:{_TRADE}|worth a purchase|get (?:in|out) now|verkaufen|kaufen|einstieg|einsteigen)\b"
)
_TRADER_WORDS = either(
    r"\b(?:investors?|shareholders|shares|stocks?|worth|you|i|or sell|or buy)\b",
    r"\b(?:anleger|aktien?|lohnt)\b",
)
# A label, and the headline of another article after it.
_TEASER = either(
    r"(?:read|watch|listen|see (?:more|also))(?: (?:more|also|next|now))?\s?:\s.{3,160}",
    r"read (?:also|next)\b.{3,160}",
    r"(?:also read|see also|further reading|related(?: (?:articles?|stor(?:y|ies)|content|news"
    r"|reading|coverage))?|recommended(?: reading)?|more (?:from|on) [^.:!?]{2,40}|don['’]?t miss"
    r"|you (?:may|might) also like|lesen sie auch|auch interessant|mehr zum thema|advertisement"
    r"|anzeige|werbung|schlagworte|das könnte sie auch interessieren|à lire aussi"
    r"|sur le même sujet|te puede interesar"
    r"|noticias relacionadas)\s?:(?!//)\s?.{3,160}",
    r"[【\[]?(?:相关(?:阅读|新闻|报道|推荐|链接)|延伸阅读|推荐阅读|上一篇|下一篇)[】\]：:].{2,160}",
)
# One sentence that invites, offers or warns, from its first word on.
_INVITATION = either(
    # more of it elsewhere
    r"read (?:more|on|the full (?:story|article|report|analysis))"
    r"(?= (?:here|below|now|about|on our|at)\b)(?: (?:here|below|now)\b)*"  # no `*+`: Python 3.11.2
    r"(?: (?:about|on our) [^.!?]{1,80}?)?(?: at [\w-]++(?:\.[\w-]++)++[^.!?]{0,40})?\W{0,4}",
    r"(?:click|tap|klicken sie)(?: (?:right|on|this|the|link))* (?:here|below|button|link|hier)"
    r"\b.{0,160}",
    r"for (?:more|further|the latest) (?:information|details|news|stories|updates|coverage)"
    r"[^.!?\d]{0,60},? (?:click|subscribe|sign up|follow us)\b.{2,100}",
    r"(?:visit|go to) our (?:web ?site|home ?page)\b.{0,80}",
    # newsletters and subscriptions
    r"(?:please )?sign up (?:for|to|here|now|today|with|below|and)\b.{0,200}\b(?:newsletters?"
    r"|e-?mails?|alerts?|updates?|inbox|free|account|app|today|now|here|briefings?)\b.{0,120}",
    r"(?:please )?subscribe(?: (?:now|today|here|free|for free))*"
    r"(?: (?:to|for|on|via|and) .{1,200}|\W{0,3})",
    r"(?:get|receive|have) [^.!?]{1,120}\b(?:in|to) your (?:inbox|e-?mail|phone|mailbox)\b.{0,120}",
    r"(?:get|receive) (?:our|the|a) free (?:\w+ )?newsletter\b.{0,120}",
    r"(?:enter|submit|provide) your e-?mail\b.{0,120}",
    r"(?:thank you|thanks) for (?:subscribing|signing up|registering)\b.{0,80}",
    r"by (?:signing up|subscribing|registering|clicking|submitting|continuing|entering|using this"
    r" (?:site|website))\b.{0,120}\byou (?:\w+ )?(?:agree|accept|consent|acknowledge)\b.{0,250}",
    r"you (?:can|may) (?:unsubscribe|opt out)\b.{0,120}|unsubscribe (?:at any time|here)\b.{0,60}",
    r"you (?:receive|received|are receiving) this (?:letter|e-?mail|newsletter|message)\b.{0,160}",
    r"(?:enjoy(?:ed|ing)|liked?|loved?) (?:this|what|our|reading)\b[^.!?]{0,60}\?",
    r"never miss (?:a|an|any) (?:story|article|update|beat|post|episode|issue)\b.{0,80}",
    r"(?:already a (?:subscriber|member)|not a (?:subscriber|member)(?: yet)?|have an account)\?",
    r"to (?:continue|keep) reading\b.{0,100}\b(?:subscribe|sign|log|register|account)\b.{0,60}",
    r"this (?:article|story|content) is (?:only )?(?:available (?:only )?(?:to|for)|for"
    r"|reserved for) (?:\w+ )?(?:subscribers|members)\b.{0,60}",
    r"(?:become a (?:member|subscriber)|start your free trial|create (?:a|your) (?:free )?account"
    r"|support (?:our|independent|quality) journalism)\b.{0,100}",
    # networks and apps
    r"(?:follow|like|find|join|connect with|visit) (?:us|our \w+(?: page)?|me)\b(?: \w+){0,3}?"
    r" (?:on|at|via) .{2,100}",
    r"follow (?:@\w+|(?-i:[A-Z])[^.!?]{1,60}?) on (?:twitter|x|facebook|instagram|linkedin|threads"
    r"|bluesky|tiktok|youtube|telegram|google news)\b.{0,80}|follow @\w+.{0,60}",
    r"folgen sie (?:uns|(?-i:[A-Z])\w+) (?:auf|bei)\b.{0,80}",
    r"(?:download|get|try|install) (?:our(?: [\w’'.]+){0,4}|the|the free) app\b.{0,120}",
    r"open in app",
    r"(?:now )?available (?:on|in|from) (?:the )?(?:app store|google play)\b.{0,80}",
    r"abonnez-vous\b.{0,120}"
    r"|recevez (?:chaque|tous les|toutes les) \w+ .{0,60}(?:lettre|newsletter)\b.{0,60}"
    r"|suscríbete\b.{0,120}|s[ií]guenos en\b.{0,60}|suivez-nous sur\b.{0,60}",
    r"newsletter: .{0,80}\bin ihr (?:e-mail-)?postfach\b.{0,40}|folgen sie uns\b.{0,80}"
    r"|\+\+\+ eilmeldungen .{3,100}",
    r"(?:点击|立即)?下载.{1,20}(?:客户端|app).{0,30}|[【\[]?更多.{1,20}请(?:下载|关注).{2,40}"
    r"|(?:扫描|扫一扫).{0,8}二维码.{0,40}|关注.{1,20}公众号.{0,20}",
    # cookies and browsers
    r"(?:we|this (?:web ?site|site|page)|our (?:web ?site|site|partners)|we and our partners)"
    r"(?: may)? (?:use|uses|store|place)\b.{0,60}\bcookies\b(?:\W{0,2}|.{0,200}\b(?:sites?|web"
    r"sites?|browser|experience|consent|accept|privacy|policy|analy\w+|traffic|content|partners"
    r"|preferences)\b.{0,200})|diese (?:web)?seite verwendet cookies.{0,200}",
    r"(?:please )?(?:enable|turn on) java ?script\b.{0,120}",
    r"java ?script is (?:disabled|required|not enabled)\b.{0,120}",
    r"your browser (?:does not|doesn['’]t)\b.{0,160}",
    r"(?:please )?(?:disable|turn off) your ad ?blocker\b.{0,100}",
    # rights and advice
    r"(?:©|\(c\)|copyright(?= ?(?:©|\(c\)|\d{4})))(?: ?[^\s.!?]++){1,7}+\W{0,3}",
    r"(?:(?:©|\(c\)|copyright)\W.{0,120}\W)?all rights reserved\W{0,3}|alle rechte vorbehalten\W?",
    r"(?:©.{0,60})?(?:tous droits réservés|todos los derechos reservados)\W?",
    r"(?:责任编辑|编辑|校对|审核)[:：]\S{2,12}(?:\s\S{2,12})?|(?:版权|免责)声明[:：].{4,200}"
    r"|(?:股)?市(?:场)?有风险.{0,12}谨慎.{0,4}|.{0,20}(?:版权所有|未经授权.{0,6}不得转载).{0,80}",
    r"(?:this|the) (?:material|content|article|story|report) may not be (?:\w+, )*(?:published"
    r"|reproduced|copied|broadcast|rewritten|redistributed)\b.{0,160}",
    r"(?:reproduction|republication|redistribution) (?:\w+ ){0,6}(?:prohibited|forbidden"
    r"|not permitted)\b.{0,100}",
    r"(?:this (?:article|content|information|material|page|site)|the (?:information|content|views"
    r"|opinions)\b.{0,100}|nothing (?:in|on) this \w+)\b.{0,120}\b(?:not (?:constitute|intended"
    r"|meant|to be (?:taken|construed|considered))|constitutes)\b.{0,60}\badvice\b.{0,200}",
)
# The first words of the two lists above, where a sentence may begin: looked for once in a text,
# so that the rules are tried on few lines.
_FIRST_WORDS = re.compile(
    r"(?:^[ \t#>*•·▪●–—|»›→▶_`\[-]{0,8}|(?<=[.!?…:\"”’)\]*_>] )\[?)(?:"
    r"read (?:more|also|next|on|the full)|(?:read|watch|listen)\s?:|also read|see (?:more|also)"
    r"|further reading|related|recommended|more (?:from|on) |don['’]?t miss|lesen sie|auch inter"
    r"|you (?:may|might|can|receive|received|are receiving) (?:also|unsub|opt|this)|enjoy|liked? "
    r"|loved? |mehr zum|(?:advertisement|anzeige|werbung)\s?:"
    r"|click|tap |klicken|for (?:more|further|the latest) |(?:visit|go to) (?:us|our)|sign up"
    r"|subscribe|unsubscribe|get |receive |have |(?:enter|submit|provide) your|thank|never miss"
    r"|by (?:sig|sub|reg|cli|con|ent|usi)|already a|not a (?:sub|mem)|to (?:continue|keep) reading"
    r"|become a|start your|create |support |follow|(?:like|find) (?:us|our|me)|join "
    r"|connect with|folgen sie|download|try (?:the|our)|install|open in app|now available"
    r"|available (?:on|in|from)|we |our |diese |please|enable|turn o|java|your browser|disable"
    r"|abonnez|recevez|suscr|s[ií]guenos|suivez|\+\+\+ eil|à lire|sur le même|te puede|noticias rel"
    r"|schlagworte|das könnte sie|newsletter:|tous droits|todos los der"
    r"|[【\[]?(?:相关|延伸|推荐|上一篇|下一篇|更多|点击|立即|下载"
    r"|扫描|扫一扫|关注)|(?:责任)?编辑|校对|审核|(?:版权|免责)声明|未经授权|股?市场?有风险"
    r"|©|\(c\)|copyright|all rights|alle rechte|reproduction|re(?:publication|distribution)"
    r"|(?:this|the) (?:article|story|content|web|site|page|material|report|information|views"
    r"|opinions)|nothing (?:in|on))",
    re.IGNORECASE | re.MULTILINE,
)
# What only an advertisement says, once its label was seen.
_PITCH = either(
    r"\b(?:buy|sell|hold) or (?:buy|sell|hold)\b|\bkaufen oder verkaufen\b",
    rf"\bworth {_TRADE}\b",
    rf"\bshould (?:you|i|investors|shareholders)\b.{{0,60}}\b{_TRADE}\b",
    r"\burgent action\b|\bdelivers? the answer\b|\bfigures speak for themselves\b",
    r"\b(?:read more|learn more|click|tap) (?:here|now|below)\b",
    r"\bfind out (?:here|now|more|what to)\b",
    r"\bfree (?:stock |market )?(?:analysis|report|newsletter|trial|guide|webinar|e-?book"
    r"|download)\b",
    r"\b(?:sign up|subscribe|order|register|shop|download|apply) (?:now|today|here)\b",
    r"\bdon['’]t miss\b|\blimited[ -]time\b|\bpromo code\b",
    r"\bhier (?:klicken|weiterlesen|lesen)\b",
    r"\bjetzt .{0,60}\b(?:lesen|testen|sichern|bestellen|anmelden|abonnieren)\b",
)
_TO_READER = either(r"\b(?:you|your|now|here|today|sie|ihre?|jetzt|hier)\b|!")
_TRADE_PITCH = either(r"\bbuy or sell\b|\bshould you sell\b|\bkaufen oder verkaufen\b")
_REPORTED = either(
    r"\b(?:said|says|told|asked|added|wrote|according to|announced|argued|noted|stated|explained"
    r"|claimed|reported|urged|warned|sagte|erklärte)\b"
)
_METRIC = r"(?!(?:EBIT(?:DA)?|EPS|RO[EI]|GDP|CPI|PPI|FCF|NAV|AUM|ARR|FY|USD|EUR|Q\d|H\d)\b)"
_EXCHANGE = r"(?:NYSE|NASDAQ|LSE|HKEX|XETRA|AMEX|TSX)\s?:\s?"
# Atomic, and a number ends in a digit: were a comma or a space to belong to either of two parts,
# a line of n quotations would be tried in 2^n ways.
_NUMBER = r"(?>\d(?:[\d.,]{0,11}\d)?)"
_QUOTATION = (
    rf"(?>(?:{_EXCHANGE}[A-Z0-9.]{{1,8}}|\$?{_METRIC}[A-Z][A-Z0-9.&]{{0,7}})"
    rf"(?:\s[$€£]?{_NUMBER})?\s(?:[▲▼△▽↑↓]\s?)?[+−–-]?{_NUMBER}(?:\s?%)?)"
)
_TICKER = re.compile(rf"{_QUOTATION}(?:[\s|,;·/]{{1,5}}+{_QUOTATION})*+[\s.,]{{0,3}}")
# "NORX 100 4,812.3 +0.4% | CROWN/USD 0.187 -0.1%": a board of prices, each with its change
_BOARD = re.compile(
    rf"(?:[A-Z][\w ]{{1,15}}: )?(?:[A-Z][\w/&. -]{{1,24}}? [$€£]?{_NUMBER} "
    rf"(?:[▲▼△▽↑↓] ?)?[+−–-]?{_NUMBER} ?%?(?: ?[|·•] |[\s.]*$)){{2,}}"
)
_FEW, _SHORT = 2, 5  # parts between plus signs, and words of each
_CHANGE = re.compile(r"\(?[+−–-]\d[\d.,]* ?%\)?")
_TICKER_MARK = re.compile(rf"\$[A-Z]|{_EXCHANGE}|[▲▼△▽↑↓]")


def plain(line: str) -> str:
    """The words of a line without tags, Markdown, bullets and arrows around them."""
    if "<" in line and ">" in line and not _CODE.search(line):
        line = _TAG.sub("", line)
    if "](" in line:
        line = _LINK.sub(r"\1", line)
    return line.strip(_MARKUP)


def is_boilerplate(words: str) -> bool:
    """Whether a whole line is a button, a rule, code, a ticker or a question whether to buy."""
    if not any(map(str.isalnum, words)) or (words[0] == "<" and _CODE.search(words)):
        return True
    if len(words) <= _LONGEST_BUTTON and (
        is_buttons(words) or is_links_heading(words) or _PHOTO.fullmatch(words)
    ):
        return True
    if len(words) > LONGEST_NOTICE:
        return False
    return (
        (words[-1] in "?!" and _is_trade_teaser(words))
        or (_TICKER_MARK.search(words) is not None and _TICKER.fullmatch(words) is not None)
        or is_board(words)
        or _is_call(words)
        or (_TRADE_PITCH.search(words) is not None and is_pitch(words, least=2))
        or _AD_LINE.fullmatch(words) is not None
    )


def is_board(words: str) -> bool:
    """Whether a whole line is a board of prices with their changes, or runs past with plus signs:
    "AUREL +++ Jet fuel 78.20 (-0.4%) +++ Dollar index 98.1"."""
    if len(words) > LONGEST_NOTICE:
        return False
    parts = [part.split() for part in words.split("+++") if part.strip()]
    runs = len(parts) > _FEW and all(len(part) <= _SHORT for part in parts)
    return (runs and _CHANGE.search(words) is not None) or _BOARD.fullmatch(words) is not None


def is_ad_label(words: str) -> bool:
    """Whether a whole line announces an advertisement: "Ad", "Sponsored content"."""
    return _AD_LABEL.fullmatch(words) is not None


def is_links_heading(words: str) -> bool:
    """Whether a whole line is the heading of links to other articles: "Related stories"."""
    return _LINKS.fullmatch(words) is not None


def is_buttons(words: str) -> bool:
    """Whether a whole line is one button, or several with bars between them."""
    if _BUTTON.fullmatch(words):
        return True
    parts = _BETWEEN_BUTTONS.split(words)
    return len(parts) > 1 and all(_BUTTON.fullmatch(part.strip()) for part in parts)


def is_pitch(words: str, least: int) -> bool:
    """Whether a paragraph has so many marks of an advertisement."""
    if len(words) > LONGEST_NOTICE or reports(words) or not _TO_READER.search(words):
        return False
    return sum(1 for _ in _PITCH.finditer(words)) >= least


def is_notice(words: str) -> bool:
    """Whether a whole sentence invites, offers or warns, be it someone's words or not."""
    return _INVITATION.fullmatch(words) is not None


def is_invitation(words: str) -> bool:
    """Whether a whole sentence names another article, or is a notice that nobody is quoted with."""
    if len(words) > LONGEST_NOTICE:
        return False
    return _TEASER.fullmatch(words) is not None or (is_notice(words) and not reports(words))


def invitation_starts(text: str) -> list[int]:
    """Where in a text invitations may begin: the ends of their first words, sorted."""
    return [match.end() for match in _FIRST_WORDS.finditer(text)]


def reports(words: str) -> bool:
    """Whether someone is said to have said something."""
    return _REPORTED.search(words) is not None


def _is_call(words: str) -> bool:
    """An offer that ends in "Subscribe now"."""
    return (
        _CALL.search(words[-30:]) is not None
        and _OFFER.search(words) is not None
        and not reports(words)
    )


def _is_trade_teaser(words: str) -> bool:
    """Nothing but questions whether to buy or to sell."""
    if _TRADE_WORDS.search(words) is None or reports(words):
        return False
    questions = [span.of(words).rstrip("!") for span in split(words)]
    return all(
        question.endswith("?")
        and _TRADE_QUESTION.fullmatch(question.rstrip("?!"))
        and _TRADER_WORDS.search(question)
        for question in questions
    )
