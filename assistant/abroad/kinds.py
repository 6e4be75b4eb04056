"""The kind of answer that a German, French, Spanish or Chinese question wants, and whether a
sentence holds one. Texts are read as `fold` leaves them: in small letters, without accents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.kinds import Wants
from index.tokens import fold
from index.tongues import Tongue, stems


@dataclass(frozen=True, slots=True)
class Kind:
    """What a question wants."""

    wants: Wants
    counted: str = ""  # what is counted, as it stands in the question: "Haushalte", "公里"


_SUMS = {
    Tongue.GERMAN: r"preis\w*|kosten|gewinn\w*|umsatz\w*|verlust\w*|schaden\w*|miete\w*|gehalt\w*"
    r"|lohn|lohne|dividende\w*|summe\w*|strafe\w*|budget\w*|eintritt\w*|gebuhr\w*|investition\w*"
    r"|betrag\w*|erlos\w*|schulden|einkommen|haushalt|wert|zuschuss\w*",
    Tongue.FRENCH: r"prix|couts?|montant|tarif|salaire|chiffre d['’]affaires|benefices?|pertes?"
    r"|budget|loyer|dividende|investissement|amende|dette|recettes?|valeur|facture|subvention",
    Tongue.SPANISH: r"precio|coste|costo|importe|tarifa|sueldo|salario|ventas|beneficio|ganancias?"
    r"|perdidas?|presupuesto|alquiler|dividendo|inversion|multa|deuda|ingresos|valor|subvencion",
}
_ASKS: Mapping[Tongue, tuple[tuple[Wants, str], ...]] = {
    Tongue.GERMAN: (
        (Wants.TIME, r"\bum wie ?viel uhr\b|\bzu welcher uhrzeit\b"),
        (
            Wants.PERCENT,
            r"\bwie ?viele? prozent\b"
            r"|\b(?:welche[rn]?|wie (?:hoch|gross)\b.*) (?:anteil|prozentsatz)"
            r"|\b(?:welche[rs]?|wie hoch)\b.{0,40}\b(?:\w*quote|\w*marge|inflation\w*|zinssatz"
            r"|leitzins)\b",
        ),
        (Wants.OFTEN, r"\bwie (?:oft|haufig)\b"),
        (Wants.AGE, r"\bwie alt\b"),
        (
            Wants.MONEY,
            r"\bwas (?:\w+ )?kostet?e?n?\b|\bwie teuer\b|\bwie ?viele? (?:geld|euro|dollar|franken"
            r"|cent)\b|\bwie ?viel\b.*\b(?:kostete?n?|gekostet|zahlt|zahlen|bezahlt|gezahlt"
            r"|verdient|investiert|ausgegeben)\b"
            rf"|\b(?:wie hoch|welche[rnsm]?)\b.*\b(?:{_SUMS[Tongue.GERMAN]})\b",
        ),
        (
            Wants.DURATION,
            r"\bwie lange\b|\bwie ?viele (?:jahre|monate|wochen|tage|stunden|minuten)\b",
        ),
        (
            Wants.SIZE,
            r"\bwie (?:lang|gross|hoch|breit|tief|weit|schwer|schnell|warm|kalt|heiss|dick"
            r"|stark)\b",
        ),
        (Wants.NUMBER, r"\bwie ?viele?\b|\bdie zahl der\b"),
        (
            Wants.DATE,
            r"\bwann\b|\b(?:in|aus|seit|ab|bis) welchem jahr\b|\ban welchem (?:tag|datum)\b"
            r"|\bwelche[sm] (?:datum|jahr)\b|\bzu welchem (?:termin|zeitpunkt)\b",
        ),
        (Wants.PLACE, r"\bwo\b|\bwohin\b|\bwoher\b|\bin welche[rmn] (?:stadt|ort|land|dorf)\b"),
        (Wants.REASON, r"\bwarum\b|\bweshalb\b|\bwieso\b|\baus welchem grund\b|\bwodurch\b"),
        (Wants.PERSON, r"\bwe(?:r|m|n|ssen)\b|\bwie heiss(?:t|en)\b.*\w+(?:in|er|chef|leiter)\b"),
        (Wants.NAME, r"\bwelche[rnsm]?\b|\bwie heiss(?:t|en)\b"),
    ),
    Tongue.FRENCH: (
        (Wants.TIME, r"\ba quelle heure\b"),
        (Wants.PERCENT, r"\bquel (?:pourcentage|taux)\b|\bquelle (?:part|proportion|marge)\b"),
        (Wants.OFTEN, r"\ba quelle frequence\b|\btous les combien\b|\bcombien de fois\b"),
        (Wants.AGE, r"\bquel age\b"),
        (
            Wants.DURATION,
            r"\bcombien de temps\b|\bquelle (?:est|etait|sera|fut)? ?(?:la )?duree\b"
            r"|\bcombien d(?:e |['’])(?:ans|annees|mois|semaines|jours|heures|minutes)\b",
        ),
        (
            Wants.SIZE,
            r"\bquelle (?:est |etait |sera |fait )?(?:la |sa )?(?:surface|superficie|longueur"
            r"|hauteur|largeur|taille|profondeur|distance|vitesse|capacite|puissance|temperature)\b"
            r"|\bcombien mesure\b|\bcombien pese\b",
        ),
        (
            Wants.NUMBER,
            r"\bcombien (?:d['’]|de |des )(?!euros|dollars|argent|millions)|\bquel (?:est |etait )?"
            r"(?:le )?nombre\b",
        ),
        (
            Wants.MONEY,
            rf"\bcombien\b|\bquel(?:s|le|les)?\b.*\b(?:{_SUMS[Tongue.FRENCH]})\b",
        ),
        (
            Wants.DATE,
            r"\bquand\b|\b(?:a|depuis|jusqu['’]a) quelle date\b|\bquelle (?:date|annee)\b"
            r"|\bquel (?:jour|mois)\b",
        ),
        (Wants.REASON, r"\bpourquoi\b|\bpour quelles? raisons?\b"),
        (Wants.PLACE, r"^(?:et )?(?:d['’])?ou\b|\bdans quel(?:le)? (?:ville|pays|region|rue)\b"),
        (Wants.PERSON, r"^(?:et )?(?:a |de |par |avec |chez )?qui\b|\bcomment s['’]appelle\b"),
        (Wants.NAME, r"\b(?:le|la|les)?quel(?:s|le|les)?\b"),
    ),
    Tongue.SPANISH: (
        (Wants.TIME, r"\ba que hora\b"),
        (
            Wants.PERCENT,
            r"\bque (?:porcentaje|proporcion|margen|tasa)\b|\bcual (?:es|fue|sera) (?:el|la) "
            r"(?:porcentaje|tasa|margen)\b",
        ),
        (Wants.OFTEN, r"\bcada cuanto\b|\bcuantas veces\b|\bcon que frecuencia\b"),
        (Wants.AGE, r"\bque edad\b|\bcuantos anos tiene\b"),
        (
            Wants.DURATION,
            r"\bcuanto (?:tiempo|dur\w+|tard\w+)\b|\bcuant[oa]s (?:anos|meses|semanas|dias|horas"
            r"|minutos)\b",
        ),
        (
            Wants.SIZE,
            r"\bque (?:superficie|longitud|altura|anchura|tamano|profundidad|distancia|velocidad"
            r"|capacidad|potencia|temperatura)\b|\bcuanto (?:mide|pesa|ocupa)\b"
            r"|\bcuanta (?:agua|energia|electricidad|superficie)\b",
        ),
        (Wants.NUMBER, r"\bcuant[oa]s (?!euros|dolares|millones)\w+|\bcuanta \w+|\bel numero de\b"),
        (
            Wants.MONEY,
            rf"\bcuant[oa]s?\b|\b(?:que|cual)\b.*\b(?:{_SUMS[Tongue.SPANISH]})\b",
        ),
        (Wants.DATE, r"\bcuando\b|\b(?:en|desde|a) que (?:fecha|ano|dia|mes)\b|\bque dia\b"),
        (Wants.REASON, r"\bpor que\b|\bcual (?:es|fue) (?:la causa|el motivo)\b"),
        (Wants.PLACE, r"\b(?:a)?donde\b|\ben que (?:ciudad|pais|lugar|pueblo|region)\b"),
        (Wants.PERSON, r"\bquien(?:es)?\b|\bcomo se llama\b"),
        (Wants.NAME, r"\bcual(?:es)?\b|\bque\b"),
    ),
    Tongue.CHINESE: (
        (Wants.DURATION, r"多久|多长时间|[几多][少个]*(?:年|个?月|天|小时|分钟|星期)(?!级|份)"),
        (
            Wants.PERCENT,
            r"百分之[几多]|(?:比例|占比|[率])(?:是|为|达到?)?(?:多少|多高|几)|多大比例",
        ),
        (Wants.AGE, r"几岁|多大年纪|多大岁数|多少岁"),
        (Wants.OFTEN, r"多久一次|几次|多少次|多少?频繁"),
        (
            Wants.MONEY,
            r"多少钱|多少[亿万]?(?:元|美元|欧元|块)|(?:价|费|金|资|款|收入|利润|成本|销售额|营收"
            r"|薪|补贴|预算|损失|市值|奖|分红|股息|钱)[^？?]{0,6}(?:多少|几何|多高)"
            r"|(?:多少|多高)的?[^？?]{0,8}(?:费|金|资|款|补贴|钱|利润|收入)",
        ),
        (Wants.SIZE, r"多[长高深宽远大重快热冷]|时速[^？?]{0,4}多少"),
        (Wants.TIME, r"几点"),
        (
            Wants.DATE,
            r"什么时候|什么时间|何时|哪一?[年天日月]|几月|几号|几时|星期几|周几|日期",
        ),
        (Wants.NUMBER, r"多少|几"),
        (Wants.REASON, r"为什么|为何|怎么会|原因"),
        (Wants.PERSON, r"谁|哪位|什么人|何人"),
        (Wants.PLACE, r"哪里|哪儿|何处|何地|什么地方|在哪|哪一?[个座]?(?:城市|省|国家|地方|市|县)"),
        (Wants.NAME, r"哪一?[个些家款种座]|什么|哪"),
    ),
}
_WANTED = {
    tongue: tuple((wants, re.compile(pattern)) for wants, pattern in asks)
    for tongue, asks in _ASKS.items()
}
_COUNTED = {
    Tongue.GERMAN: re.compile(r"[Ww]ie ?viele? (?:[a-zäöüß]+ )?(?P<what>[A-ZÄÖÜ]\w+)"),
    Tongue.FRENCH: re.compile(r"[Cc]ombien (?:de |d['’]|des )(?P<what>\w+)"),
    Tongue.SPANISH: re.compile(r"[Cc]uánt(?:[oa]s|a) (?P<what>\w+)"),
    Tongue.CHINESE: re.compile(
        r"(?:多少|几)(?P<what>公里|千米|公斤|平方米|公顷|[米吨亩升度名位个家座件辆间栋所条人岁层张本种艘架次倍]"
        r"|)"
    ),
}
# Words of the question that the kind of answer stands for: "kostet" where a sum is there.
_STANDS_FOR = {
    Wants.MONEY: {
        Tongue.GERMAN: "kosten kostet kostete gekostet teuer preis hoch geld euro zahlen zahlt",
        Tongue.FRENCH: "coute coutera couter cout prix montant eleve argent euros",
        Tongue.SPANISH: "cuesta costo costado costara coste precio importe dinero euros",
    },
    Wants.DATE: {
        Tongue.GERMAN: "jahr tag datum termin",
        Tongue.FRENCH: "date jour annee mois",
        Tongue.SPANISH: "fecha dia ano mes",
    },
    Wants.SIZE: {
        Tongue.GERMAN: "lang gross hoch breit tief weit schwer schnell warm kalt heiss",
        Tongue.FRENCH: "surface superficie longueur hauteur largeur taille distance mesure",
        Tongue.SPANISH: "superficie longitud altura anchura tamano distancia mide",
    },
    Wants.PERCENT: {
        Tongue.GERMAN: "prozent anteil hoch",
        Tongue.FRENCH: "pourcentage taux part",
        Tongue.SPANISH: "porcentaje tasa",
    },
}
_ALWAYS = {
    Tongue.GERMAN: "hoch heisst heissen name namen zahl",
    Tongue.FRENCH: "nombre nom appelle appellent compte",
    Tongue.SPANISH: "numero nombre llama llaman",
}
# Words of a Chinese question that ask, and characters that only join.
_ASKING = re.compile(
    r"什么时候|什么时间|什么地方|为什么|什么人|什么|多少钱|多长时间|多少|多久|多[长高深宽远大重快热冷]"
    r"|百分之几|何时|何地|何处|哪一?[年天日月个些家款种座位]|哪里|哪儿|哪|谁|几点|几月|几号|星期几|周几"
    r"|几[个名位家座件辆人年天次岁]?|怎么样?|如何|是否|有没有|[吗呢吧啊了的地得是在有于和与及被把]"
    r"|请问|告诉我|价格"
)

_NUMBER = r"(?<![\w.,])\d+(?:[.,\s\u00a0\u202f]\d+)*"
_NUMERAL = (
    r"(?:zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|elf|zwolf|zwanzig|dreissig|hundert|tausend"
    r"|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|vingt|trente|quarante|cinquante|cent"
    r"|mille|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|veinte|treinta|cien|mil)"
)
_SCALE = (
    r"(?:(?:mio|mrd)\.?|millionen|million|milliarden?|tausend|millions?|milliards?|millones|millon"
    r"|mil(?: millones)?)"
)
_COUNT = rf"(?:{_NUMBER}|\b{_NUMERAL}\b)(?:\s{_SCALE}\b)?(?:\s(?:de |d['’])(?=\w))?"
_CHINESE_COUNT = r"(?:\d[\d.,]*[万亿千百]*[多余]?|[一二三四五六七八九十两百千万亿半]+[多余]?)"
_MONEY = (
    rf"(?:{_COUNT}\s?(?:euros?\b|eur\b|€|dollars?\b|dolares\b|\$|cents?\b|centimes?\b|centimos\b"
    rf"|franken\b|francs?\b|pesos?\b|pfund\b|livres\b))|[€$]\s?\d"
    rf"|{_CHINESE_COUNT}(?:美元|欧元|日元|港元|元|块)"
)
_MEASURES = (
    r"(?:quadrat|kubik)?(?:kilo|zenti|milli)?metern?\b|km\b|m\b|cm\b|hektar\b|tonnen?\b|kilo(?:gramm)?\b"
    r"|kg\b|liter\b|grad\b|km/h|(?:kilo|mega|giga)watt\w*|stundenkilometer"
    r"|(?:kilo|centi|milli)?metres?\b|hectares?\b|tonnes?\b|kilos?\b|litres?\b|degres?\b"
    r"|(?:kilo|centi|mili)?metros?\b|hectareas?\b|toneladas?\b|litros?\b|grados?\b|[mk]?m[23²³]|°"
)
_CHINESE_MEASURES = (
    r"(?:平方|立方)?(?:公里|千米|厘米|毫米|米)|公斤|千克|吨|克|公顷|亩|升|摄?氏?度|层|海里|英里|℃"
)
_TIMES = (
    r"jahre?n?\b|monate?n?\b|wochen?\b|tage?n?\b|stunden?\b|minuten?\b|sekunden?\b|ans?\b|annees?\b"
    r"|mois\b|semaines?\b|jours?\b|heures?\b|minutes?\b|secondes?\b|anos?\b|mes(?:es)?\b|semanas?\b"
    r"|dias?\b|horas?\b|minutos?\b|segundos?\b"
)
_MONTH = (
    r"januar|februar|marz|april|mai|juni|juli|august|september|oktober|november|dezember"
    r"|janvier|fevrier|mars|avril|juin|juillet|aout|septembre|octobre|novembre|decembre"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre"
    r"|diciembre"
)
_HELD = {
    Wants.MONEY: re.compile(_MONEY),
    Wants.PERCENT: re.compile(
        rf"{_COUNT}\s?(?:%|prozent|pour ?cent|por ciento)|\d\s?%|百分之|\d成|[一二三四五六七八九]成"
    ),
    Wants.SIZE: re.compile(rf"{_COUNT}\s?(?:{_MEASURES})|{_CHINESE_COUNT}(?:{_CHINESE_MEASURES})"),
    Wants.DURATION: re.compile(
        rf"{_COUNT}\s?(?:{_TIMES})|\bhalbe[ns]? (?:jahr|stunde)"
        r"|\bein(?:e[nm]?)? (?:jahr|monat|woche|tag|stunde)\b"
        r"|\bune? (?:an|annee|mois|semaine|jour|heure)\b|\buna? (?:ano|mes|semana|dia|hora)\b"
        rf"|{_CHINESE_COUNT}(?:个?多?(?:年|月|小时|星期|周)|天|分钟|秒)(?![\d月])"
    ),
    Wants.DATE: re.compile(
        rf"\b(?:{_MONTH})\b|(?<![\d.,])(?:1[5-9]|20)\d\d(?![\d.,]*\d|\s?(?:%|euro|metro|meter))"
        r"|\b\d{1,2}\.\s?\d{1,2}\.|\b\d{1,2}/\d{1,2}/\d{2,4}"
        r"|\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi"
        r"|vendredi|samedi|dimanche|lunes|martes|miercoles|jueves|viernes|sabado|domingo)s?\b"
        r"|\b(?:fruhjahr|fruhling|sommer|herbst|winter|printemps|ete|automne|hiver|primavera|verano"
        r"|otono|invierno|jahresende|jahresbeginn|quartal|trimestre|gestern|heute|morgen|hier"
        r"|aujourd['’]hui|demain|ayer|hoy|manana|ostern|weihnachten|noel|navidad)\b"
        r"|\d{1,4}年(?!级|[多内来])|\d{1,2}月|\d{1,2}[日号]|[今明去前后]年|[今明昨后]天|周[一二三四五六日末]"
        r"|星期[一二三四五六日天]|年[底初中末]|月[底初中末]|[上下本]周|[上下本]个?月|国庆|春节|[春夏秋冬]季"
    ),
    Wants.TIME: re.compile(
        r"\b\d{1,2}[:.h]\d\d\b|\b\d{1,2} ?(?:uhr|heures?|h)\b|\b(?:mittag|mitternacht|midi|minuit"
        r"|mediodia|medianoche)\b|\d{1,2}[时点]"
    ),
    Wants.AGE: re.compile(
        r"\b\d{1,3}[ -](?:jahre? alt|jahrige|ans\b|anos\b)|\(\d\d\)|\d{1,3}岁|\bim alter von \d"
    ),
    Wants.OFTEN: re.compile(
        rf"\b(?:jede[nrms]?|alle|taglich|wochentlich|monatlich|jahrlich|stundlich)\b|{_COUNT}\s?mal\b"
        r"|\b\w+mal\b|\btou(?:s|tes) les\b|\bchaque\b|\bpar (?:jour|semaine|mois|an)\b|\bfois\b"
        r"|\bcada\b|\bveces\b|\bal? (?:dia|semana|mes|ano)\b|\bdiari[oa]\b|每|\d次"
    ),
    Wants.REASON: re.compile(
        r"\b(?:weil|denn|wegen|grunde?n?|begrund\w+|ursache\w*|aufgrund|deshalb|daher"
        r"|fuhrt\w* .*zuruck|erklar\w+|fehlt?e?n?|parce|car|raisons?|cause|expliqu\w+|grace"
        r"|faute|afin|motifs?|porque|debido|causas?|motivos?|razon|razones|explic\w+|gracias|falta)\b"
        r"|因为|由于|原因|因此|导致|所致|归因|为了|因"
    ),
}
_LEAST_BEGINNING, _LEAST_END = 4, 5  # letters of a word that is taken for a part of another
_PEOPLE = re.compile(
    r"\b(?:leute\w*|personen|person|menschen|mitarbeite\w*|beschaftigte\w*|angestellte\w*|arbeite\w*"
    r"|fahrgaste\w*|passagier\w*|reisende\w*|urlauber\w*|gaste\w*|besuche\w*|einwohner\w*|kollegen"
    r"|burger\w*|schuler\w*|stellen|jobs|arbeitsplatze\w*|touristen|helfer\w*|streikende\w*"
    r"|personnes?|gens|salaries?|employes?|emplois?|postes?|travailleurs?|ouvriers?|voyageurs?"
    r"|passagers?|habitants?|visiteurs?|eleves?|clients?|agents?"
    r"|personas?|gente|trabajadores|empleados?|empleos?|puestos|plantilla|pasajeros|viajeros"
    r"|habitantes|visitantes|vecinos|alumnos|clientes|obreros)\b"
    r"|[名位人]|员工|职工|工人|观众|游客|居民|乘客|学生"
)
_WORD = re.compile(r"(?:(?<=['’])|\b)(?!\w{1,2}['’])\w+(?:[.,]\d+)*")
_NEXT_WORDS = re.compile(r"(?:[\s-]*[^\W\d_]+){1,4}")
_NO_COUNT = re.compile(rf"{_MONEY}|{_COUNT}\s?%|{_COUNT}\s?prozent|百分之")
_MEASURED = re.compile(rf"{_NO_COUNT.pattern}|{_COUNT}\s?(?:{_MEASURES}|{_TIMES})")
_SEVERAL = re.compile(r"\bwie ?viele\b|\bcuant[oa]s\b")
_CAPITALS = re.compile(
    r"(?:[A-ZÀ-Þ][\w’'-]+|[A-Z]\.)(?:\s(?:von|van|de|du|del|de la|la|le)?\s?[A-ZÀ-Þ][\w’'-]+)+"
)
_CAPITAL = re.compile(r"(?<![.!?:»«\"“”„¿¡]\s)(?<!^)\b[A-ZÀ-Þ][\w’'-]+|\b\w*[A-Z]\w*\d\w*")
_IN_PLACE = re.compile(
    r"\b(?:in|im|nach|bei|aus|am|auf|zu|an|a|à|au|aux|en|dans|vers|sur|place|rue|de|del|hacia)\s"
    r"(?:(?:der|dem|den|die|la|le|les|el|los|las|l['’]|une?|una?)\s?)?[A-ZÀ-Þ][\w’'-]+"
)
_CHINESE_PERSON = re.compile(
    r"(?:长|师|员|任|理|授|官|监|手|匠|工|者|席|裁|人|民|记|士|生|由)[\u4e00-\u9fff]{2,3}"
    r"(?=[说称表介认回指把在于也将，。、则同对\d]|设计|带|担任|接任|$)"
)
_CHINESE_PLACE = re.compile(r"(?:位于|在|于|从|到|至|往|运抵|出土)[\u4e00-\u9fff]{2,}")


def kind_of(question: str, tongue: Tongue) -> Kind:
    """The kind that a question wants."""
    folded = fold(question)
    wants = next((w for w, pattern in _WANTED[tongue] if pattern.search(folded)), Wants.ANYTHING)
    counted = _COUNTED[tongue].search(question)
    return Kind(wants, fold(counted["what"]) if counted else "")


def matter(question: str, tongue: Tongue) -> list[str]:
    """The words of a question that say what it asks about, of a Chinese one the pieces between
    the words that ask."""
    if tongue is Tongue.CHINESE:
        return re.findall(
            r"[A-Za-z0-9.]+|[\u3400-\u9fff\uf900-\ufaff]+", _ASKING.sub(" ", question)
        )
    wants = kind_of(question, tongue).wants
    asks = f"{_ALWAYS[tongue]} {_STANDS_FOR.get(wants, {}).get(tongue, '')}"
    asking = set(stems(asks, tongue))
    words = _WORD.findall(question)
    return [word for word in dict.fromkeys(words) if set(stems(word, tongue)) - asking]


def held(kind: Kind, sentence: str, question: str, tongue: Tongue) -> float:
    """How well a sentence holds an answer of the kind, 0..1; 0.5 where no kind is wanted.

    What the question itself names is no answer: "the 26-kilometre line" has no other length.
    """
    folded, asked = fold(sentence), fold(question)
    wants = kind.wants
    if wants is Wants.ANYTHING:
        return 0.5
    if wants is Wants.NUMBER:
        return _counts(kind, folded, asked, tongue)
    if wants in _HELD:
        found = (match.group() for match in _HELD[wants].finditer(folded))
        return 1.0 if any(one.strip() not in asked for one in found) else 0.0
    return _names(wants, sentence, question, tongue)


def _counts(kind: Kind, folded: str, asked: str, tongue: Tongue) -> float:
    """Whether a sentence counts what is counted: at best by its name, at least people as people."""
    count = re.compile(_CHINESE_COUNT if tongue is Tongue.CHINESE else _COUNT)
    people = _PEOPLE.search(kind.counted) is not None
    several = _SEVERAL.search(asked) is not None
    best = 0.0
    for match in count.finditer(folded):
        if match.group().strip() in asked.split():
            continue
        if tongue is Tongue.CHINESE:
            behind = folded[match.end() : match.end() + 8]
        else:
            after = _NEXT_WORDS.match(folded, match.end())
            behind = after.group() if after else ""
        if kind.counted and _same(kind.counted, behind, tongue):
            return 1.0
        if people and _PEOPLE.search(behind):
            best = max(best, 0.9)
        elif not kind.counted:  # "wie viele kommen dazu?": no euros
            measured = several and _MEASURED.match(folded, match.start())
            best = max(best, 0.3 if measured else 0.8)
        elif not _NO_COUNT.match(folded, match.start()):
            best = max(best, 0.5)
    return best


def _same(counted: str, behind: str, tongue: Tongue) -> bool:
    if tongue is Tongue.CHINESE:
        return counted[:1] == behind[:1] or counted in behind
    sought = stems(counted, tongue)
    return bool(sought) and any(is_like(sought[0], word) for word in stems(behind, tongue))


def is_like(one: str, other: str) -> bool:
    """Whether two stems are one, or one is a part of the other: "Streik" in "Warnstreik"."""
    short, long = sorted((one, other), key=len)
    begins = len(short) >= _LEAST_BEGINNING and long.startswith(short) and short.isalpha()
    ends = len(short) >= _LEAST_END and long.endswith(short)
    return one == other or begins or ends


def _names(wants: Wants, sentence: str, question: str, tongue: Tongue) -> float:
    if tongue is Tongue.CHINESE:
        if wants is Wants.PERSON:
            found = (match.group()[1:] for match in _CHINESE_PERSON.finditer(sentence))
            return 1.0 if any(name not in question for name in found) else 0.3
        if wants is Wants.PLACE:
            found = (match.group() for match in _CHINESE_PLACE.finditer(sentence))
            return 1.0 if any(place not in question for place in found) else 0.3
        return 0.5
    asked = set(stems(question, tongue))
    pattern = _IN_PLACE if wants is Wants.PLACE else _CAPITALS
    if wants is Wants.NAME and tongue is not Tongue.GERMAN:  # every German noun has a capital
        pattern = _CAPITAL
    for match in pattern.finditer(sentence):
        if not asked.issuperset(stems(match.group(), tongue)):
            return 1.0
    return 0.3
