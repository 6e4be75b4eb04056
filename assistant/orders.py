"""Words that an article says to whatever program reads it: they order, and report nothing.

Read from their form alone; what they want is of no interest. A sentence about such programs is
none of these, nor is one that somebody is reported to have said.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from index.sentences import split

# Letters of other scripts that look like Latin ones, and digits that are read as letters.
_SCRIPTS = {
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425": "ABEKMHOPCTYX",
    "\u0430\u0432\u0435\u043a\u043c\u043e\u0440\u0441\u0442\u0443\u0445": "abekmopctyx",
    "\u0406\u0408\u0405\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u04cf": "IJSijshdqwl",
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1": "ABEZHIKMNOP",
    "\u03a4\u03a5\u03a7\u03b1\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5": "TYXaeikvoptu",
    "\u0131\u0251\u0261": "iag",
}
_ALIKE = str.maketrans("".join(_SCRIPTS), "".join(_SCRIPTS.values()))
_READ_AS = str.maketrans("013457", "oieast")
_MIXED = re.compile(r"[A-Za-z][\u0370-\u052f]|[\u0370-\u052f][A-Za-z]|[\u0131\u0251\u0261]")
_BY_DIGIT = re.compile(r"[A-Za-z][013457][A-Za-z]|\b[013457][A-Za-z]{2}")
_WITH_DIGITS = re.compile(r"\b(?=\w{0,20}[A-Za-z]{2})\w{3,20}\b")
_GAP = re.compile(r"[ \t]+")
_SPACED = re.compile(r"(?<!\w)[^\W\d_](?:[ .*_-][^\W\d_](?!\w)){2,}")
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Mn")  # Unicode categories; marks on letters too

_PROGRAM = (
    r"(?:assistants?|agents?|models?|systems?|bots?|tools?|readers?|crawlers?|summari[sz]ers?)"
)
_MACHINE = (
    rf"(?:ai (?:language )?{_PROGRAM}|(?:large )?language models?|llms?|chat ?bots?"
    r"|(?:automat(?:ed|ic)|machine|web) (?:agents?|bots?|readers?|crawlers?|summari[sz]ers?))"
)
_CALLED = (  # persons and signs of the stars are called so too
    r"(?:chatgpt|gpt[\w.-]{0,8}|copilot|gemini|claude|grok|llama|deepseek|qwen|mistral|perplexity"
    r"|siri|alexa)"
)
_ALL = r"(?:(?:all|any|every|each|the|you|my|our|those) ){0,2}"
_OF_THEM = rf"{_ALL}(?:{_MACHINE}|{_CALLED}|ai|bots?)"
_MUST = r"(?:must|should|shall|have to|need to|are (?:required|asked|told|to))"
_STRESS = (
    r"(?:(?:please|kindly|always|only|just|simply|also|then|now|never|and|do not|don['’]t"
    rf"|you {_MUST}|you will|make sure to|be sure to) ){{0,4}}"
)
# What a program that answers questions is told to do. "Tell us", "answer by May", "reply cards",
# "state police" and "say experts, …" are for people and of people.
_CAPITAL = r"(?-i:[A-Z])"
_ANSWER = (
    rf"{_STRESS}(?:(?:answer|reply|respond)\b"
    rf"(?=\s?:| (?:that|with|as|like|only|in (?!writing|person|full)|[\d\"“'‘]|{_CAPITAL}))"
    rf"|(?:claim|mention|recommend)\b(?=\s?:| (?:that\b|only\b|the\b|an?\b|[\d\"“'‘]|{_CAPITAL}))"
    r"|(?:state|insist|assert|report|add|include|write)(?=\s?:| (?:that|only)\b(?! (?:to|at|by)\b))"
    rf"|say\b(?=\s?:| (?:that\b|only\b|the\b|it\b|he\b|she\b|they\b|there\b|[\d\"“'‘]|{_CAPITAL}))"
    r"(?! [\w ]{1,60},)"
    r"|(?:output|repeat|print) (?:only|exactly|the following)\b"
    r"|(?:tell|inform|assure) (?:(?:the|your|all|every|any|each) )?(?:users?|readers?|people"
    r"|everyone|whoever|anyone)\b|give [^.:;!?]{1,60} as (?:the|your) answer\b"
    r"|(?:describe|portray|refer to) [^.:;!?,]{1,60} as\b"
    r"|(?:add|include|write) the (?:exact )?(?:words?|sentence|phrase|link|code)\b)"
)
_EARLIER = r"(?:previous|prior|above|earlier|preceding|foregoing)"
_TOLD = r"(?:instructions?|prompts?|directives?|guidelines|rules|commands|orders)"
_FORGET = (
    r"(?:ignore|disregard|forget|override|bypass|erase|discard|dismiss|delete|set aside|throw out)"
)
_NOT_TOPIC = r"(?! (?:on|for|about|from|to|of|in)\b)"
_LAST = r"(?=\W{0,5}$)"
_REPLY = (
    r"(?:(?:final |next )?(?:answers?|repl(?:y|ies)|responses?|summar(?:y|ies)|outputs?)"
    r"(?: (?:on|about|to|as to) [^.:;!?,]{1,60}?)?)"
)
_SOURCES = r"(?:sources?|articles?|documents?|passages?|quotations?|texts?)"
_ENGLISH = (
    # forget what you were told
    rf"{_FORGET} (?:all |any |the |these |those |your |of )*"
    rf"(?:{_EARLIER} {_TOLD}|{_TOLD} (?:above|before this))\b{_NOT_TOPIC}",
    rf"(?:{_FORGET}|do not follow|don['’]t follow) your (?:own )?(?:(?:{_EARLIER}|original|initial"
    rf"|system|current|safety) )*(?:instructions?|prompts?|directives?|guidelines)\b{_NOT_TOPIC}",
    rf"{_FORGET} (?:everything|anything|all|whatever|what)(?: else)?(?: [^.:;!?,]{{0,40}}?\b(?:told"
    r"|read|given|instructed|asked|stands))? (?:above|before(?: (?:this|now)(?: line| point)?)?"
    rf"|so far|until now|earlier|previously)(?:{_LAST}|(?=[,;.]| and\b))",
    rf"{_FORGET} (?:the|this|that|any) (?:user|reader)(?:['’]s)? (?:questions?|requests?|quer"
    r"(?:y|ies)|instructions?|prompts?)\b",
    rf"(?:{_FORGET}|do not (?:use|cite|quote|mention|trust)) (?:all |any |the |every )*other "
    rf"{_SOURCES}(?:{_LAST}|(?=[,;.:]| and\b| when\b))",
    r"\w{0,20}(?:ignore|disregard|forget|override)\w{0,30}(?:instruction|prompt)\w{0,20}\b",
    # words that name whom they are for
    rf"(?:all |any |dear )?(?:{_MACHINE}|models|assistants|bots)\b[^.:]{{0,30}}\b(?:reading"
    r"|processing|summari[sz]ing|parsing|indexing|(?:that|who|which) (?:reads?|process(?:es)?"
    rf"|summari[sz]es?|parses?|index(?:es)?)) this\b[^.:]{{0,30}}(?::|\b{_MUST}\b)",
    r"(?:notes?|notices?|messages?|attention|instructions?|important|reminders?|warnings?|orders?)"
    r"(?: (?:notes?|notices?|messages?))? (?:to|for) (?:all |any |the |every )*"
    rf"(?:{_MACHINE}|assistant|bots?)\b[^.:]{{0,20}}:",
    rf"(?:dear|hello|hi|hey|attention|greetings|listen)[,:]? {_OF_THEM}(?: (?:models?|users?"
    rf"|readers?|that|who|which|reading|if)\b[^.:,;!?]{{0,40}})?(?:\s?[:!—–]|, {_ANSWER})",
    rf"(?:dear|hello|hi|hey|attention|greetings|listen)[,:]? {_ALL}(?:{_MACHINE}|ai|bots?)"
    r"(?: (?:models?|readers?)\b)?,",
    rf"{_CALLED}[,:] {_ANSWER}",
    rf"to {_OF_THEM}\b[^.:;!?]{{0,40}}(?::|, {_ANSWER})",
    r"to (?:whoever|whatever|anyone who|everyone who|any program that)(?: is| are)? "
    r"(?:summari|process|pars|index|scrap|crawl)\w+\b[^.:;!?]{0,40}[:,]",
    rf"if you are an? (?:ai|{_MACHINE})(?=\s*[,:]|\s+\w+ing\b)",
    rf"as an? (?:[\w-]+ ){{0,2}}(?:ai|{_MACHINE}),? (?:{_ANSWER}|(?:and )?you {_MUST}\b)",
    rf"you,? (?:as )?(?:an?|the) (?:[\w-]+ ){{0,2}}(?:ai|{_MACHINE}),? {_MUST}\b",
    r"th(?:is|e following) (?:messages?|notes?|notices?|texts?|lines?|paragraph) (?:is|are) "
    rf"(?:meant |intended |only )*(?:for|addressed to) {_OF_THEM}(?: only)?[:.,]",
    r"you are (?:now )?an? (?:\w+ ){0,3}(?:ai|assistant|language model|chat ?bot)"
    rf"(?:{_LAST}|(?= (?:that|who|which|and)\b|[,.;:]))",
    rf"you are an? (?:\w+ ){{0,2}}{_MACHINE}(?:{_LAST}|(?= (?:that|who|which|and)\b|[,.;:]))",
    r"you are now in (?:an? |the )?[\w-]+ mode\b",
    r"you are now an? (?:\w+ ){0,3}(?:ai|assistant|language model|chat ?bot)\b",
    r"(?:begin|end)(?: of)? system (?:message|prompt)\b",
    # what to answer
    r"(?:when(?:ever)?|if|once|should|each time|every time)\b[^.:;!?|]{0,40}?\b(?:asked|asks?"
    rf"|asking|prompted|quer(?:y|ies|ied)|inquires?|wants? to know|wonders?"
    rf"|questions? (?:is|are))\b[^.:;!?|]{{0,100}}?, (?:then )?{_ANSWER}",
    r"(?:for|to|in (?:answer|reply|response) to) (?:all|any|every|each|the) questions? (?:on|about"
    rf"|of|whether|who|what|when|where|which|how|why)\b[^.:;!?|]{{0,80}}, {_ANSWER}",
    r"(?:answer|reply|respond) (?:with|in) [^.:;!?]{1,40} (?:only|and nothing (?:else|more))\b",
    r"answer (?:any|every|all|each) questions? with\b",
    r"(?:answer|reply|respond) with [^.:;!?]{1,60} to (?:any|every|all|each) (?:quer|question"
    r"|prompt|request)\w*",
    r"(?:answer|reply|respond|say|output|print) (?:only|solely|exclusively|nothing but)"
    rf"(?: (?:with|that|in {_CAPITAL})|\s?[:\"“'‘])",
    rf"(?:report|say|state|cite|quote|mention) (?:only|nothing but) (?:this|that){_LAST}",
    rf"(?:leave out|omit|cite|quote|mention|report) (?:everything|nothing|no one) else{_LAST}",
    r"(?:the )?(?:correct|right|only) answer to (?:any|every|all|each) questions?\b",
    rf"(?:your|each|every|any) {_REPLY} (?:{_MUST}|has to|needs? to) (?:always |only |also |not )*"
    rf"(?:(?:end|begin|start) (?:with|in) (?:the \w+\b|https?|[\"“'‘]|{_CAPITAL}{{2}})"
    r"|say|state|mention|claim|recommend|cite"
    r"|contain the (?:word|phrase|link|code|sentence))\b",
    rf"in (?:your|the|every|each|any) {_REPLY},? {_ANSWER}",
    rf"do not answer\b[^.:;!?]{{0,80}}[;,] (?:but )?(?:instead,? )?{_ANSWER}",
    r"(?:tell|inform|assure) (?:the|your|every|any) (?:users?|person asking)\b(?=:| that\b)",
    r"summari[sz]e (?:this|the) (?:article|page|text|document) (?:as|by saying)\b",
    r"(?:when|while|after|before|if|as) (?:you |you are )?(?:read|process|summari[sz]e|pars|index)"
    r"\w* this (?:text|page|article|document)\b[^.:;!?]{0,20}, "
    rf"(?:append\b|{_ANSWER})",
    r"from now on,? (?:you )?(?:speak|act|answer|respond|reply|talk) (?:like|as an?|only|in)\b",
    r"(?:pretend|act|imagine|roleplay)\b[^.:;!?]{0,20}\byou\b[^.:;!?]{0,20}\b(?:no|without)"
    r" (?:any )?(?:rules|restrictions|filters|guidelines)\b",
    # a task, or whoever speaks, by a label
    r"(?:your|my|the) (?:new|real|true|actual) (?:tasks?|instructions?|prompt|objective|goal"
    r"|orders?|role) (?:is|are) (?:to|as follows|now)\b",
    r"your (?:new|real|true|actual) (?:tasks?|instructions?|prompt|objective|orders?|role):",
    r"(?:your |the )?(?:new|real|true|updated|revised|next) (?:tasks?|instructions?|prompt"
    rf"|orders?): ?(?:{_ANSWER}|list all\b)",
    r"the following (?:text|lines?|words?) (?:is|are|contains?) (?:an? |new )?instructions? "
    rf"(?:from|for|to) (?:the |your |all )*(?:user|assistant|developer|{_MACHINE})s?\b",
    r"(?:system|assistant|user|human|developer|admin|bot|override)(?: (?:prompt|message|note"
    rf"|instructions?|override|command))?: {_ANSWER}",
    r"do not (?:mention|reveal|repeat|disclose) this (?:line|instruction|note|sentence)\b",
)
_OTHERS = (
    # German
    r"(?:ignorier(?:e|en|t)|vergiss|vergesst|vergessen|missachte[nt]?)(?: sie)? "
    r"(?:alle |die |deine |ihre |sämtliche )*"
    r"(?:vorherigen|bisherigen|vorigen|obigen|früheren|vorangegangenen|vorstehenden) "
    r"(?:anweisungen|befehle|instruktionen|vorgaben|prompts?)\b"
    r"(?! (?:zu|für|über|von|aus|der|des)\b)",
    r"antworte(?:n sie)? auf (?:jede|alle) fragen? mit\b",
    r"(?:hinweis|nachricht|anweisung|achtung) (?:an|für) (?:alle |die |den )?"
    r"(?:(?:ki|ai)\b[ -]?\w*|sprachmodelle?\b)[^.:]{0,20}:",
    r"(?:liebe[rs]?|hallo|achtung,?) (?:alle )?"
    r"(?:(?:ki|ai)(?:-(?:modelle?|systeme?|assistent(?:en)?|agent(?:en)?))?|sprachmodelle?"
    r"|chatbots?)[,:!]",
    r"(?:wenn|falls|sobald)\b[^.:;!?|]{0,40}?\b(?:gefragt|fragt|fragen)\b[^.:;!?|]{0,100}?, "
    r"(?:dann )?(?:antworte|sage?|antworten sie|sagen sie)\b(?: immer| stets| nur)*"
    r"(?: mit\b| dass\b|,|:)",
    r"vergiss alles(?: (?:bisherige|vorherige|obige)\b|, was (?:oben|bisher|vorher|davor)\b)",
    # French
    r"(?:ignore[zr]?|oublie[zr]?) (?:toutes? )?(?:les |vos |tes |ces )*"
    r"(?:instructions|consignes|directives) (?:pr[ée]c[ée]dentes|ant[ée]rieures|ci-dessus)",
    r"r[ée]pond(?:s|ez) [àa] (?:toutes? les? |chaque |toute )questions? (?:par|avec)\b",
    r"(?:note|message|consigne|attention) (?:[àa]|aux|pour) (?:tous |toutes )?(?:les |l['’])?"
    r"(?:assistants?|mod[èe]les?|agents?|syst[èe]mes?) (?:d['’]ia|ia|de langage)\b[^.:]{0,20}:",
    r"(?:ch[eè]re?s?|bonjour) (?:ia|assistants? ia|mod[èe]les? de langage|chatbots?)[,:!]",
    r"(?:si|quand|lorsqu['’])[^.:;!?|]{0,40}?\bdemand\w+[^.:;!?|]{0,100}?, (?:r[ée]pond(?:s|ez)"
    r"|dis|dites) (?:toujours |seulement )?(?:que\b|qu['’]|par\b|:)",
    r"oublie[zr]? tout ce qui pr[ée]c[èe]de\b",
    # Spanish
    r"(?:ignor[ae][dn]?|olvid[ae][dn]?) (?:todas )?(?:las |tus |sus |estas |vuestras )*"
    r"(?:instrucciones|indicaciones|[óo]rdenes) (?:anteriores|previas|precedentes)",
    r"respond[ae][dn]? a (?:todas las|cada|cualquier) preguntas? con\b",
    r"(?:nota|mensaje|aviso) (?:a|para) (?:todos )?(?:los |las )?"
    r"(?:asistentes?|modelos?|agentes?|sistemas?) de (?:ia|lenguaje)\b[^.:]{0,20}:",
    r"(?:querid[oa]|estimad[oa]|hola) (?:ia|asistente de ia|modelo de lenguaje|chatbot)[,:!]",
    r"(?:si|cuando)\b[^.:;!?|]{0,40}?\bpregunt\w+[^.:;!?|]{0,100}?, (?:responde|responda|di|diga) "
    r"(?:siempre |solo )?(?:que\b|con\b|:)",
    r"olvid[ae] todo lo anterior\b",
    # Italian, Portuguese, Dutch, Polish, Russian, Turkish, Japanese
    r"ignora(?:te)? (?:tutte )?(?:le )?(?:istruzioni|indicazioni) (?:precedenti|sopra)",
    r"ignor(?:e|a|em) (?:todas )?(?:as )?(?:suas )?(?:instruções|indicações) (?:anteriores|acima)",
    r"negeer (?:alle )?(?:de )?(?:vorige|eerdere|voorgaande|bovenstaande) "
    r"(?:instructies|opdrachten)",
    r"zignoruj(?:cie)? (?:wszystkie )?(?:poprzednie|wcześniejsze) (?:instrukcje|polecenia)",
    r"игнорируй(?:те)? (?:все )?(?:предыдущие|прежние) (?:инструкции|указания|команды)",
    r"önceki (?:tüm |bütün )?talimatları (?:yok say|unut|göz ardı et)",
    r"(?:前|以前|これまで|上記)の(?:すべての|全ての)?指示を(?:すべて|全て)?(?:無視|忘れ)",
    # Chinese
    r"请?(?:忽略|无视|忘记|忘掉)(?:所有|一切|全部|你|您|的|之前|以上|先前|此前|上述|前面|任何)+"
    r"(?:指令|指示|提示词|命令)",
    r"亲爱的(?:AI|人工智能|语言模型|聊天机器人)[^。：:，]{0,8}[，：:]",
    r"(?:如果|当|若)[^。！？；]{0,12}问(?:到|及|起|你)[^。！？；]{0,40}[，,]"
    r"(?:请|你|必须|一律|总是|都|只)*(?:回答|回复|答复)",
)
_ORDERS = f"(?:{'|'.join(_ENGLISH + _OTHERS)})"
# Only where a sentence speaks to its reader: at its beginning or that of a cell, behind a
# label, or to "you". What is told of others ("forget the earlier instructions from the tower")
# stands elsewhere. All counts are bounded: a text is read in time that grows as it does.
_BEGINS = (
    r"(?:^[^\w\"“”„'‘’«»]{0,20}|[.:;!?—–|]\s{1,5}|[。！？；：，]\s{0,5}"
    r"|\byou (?:must|should|will|are to) )"
    r"(?:(?:please|now|and|then|also|always|important|attention|warning|system|kindly|stop|so|but"
    r"|bitte|jetzt|und|wichtig|achtung|maintenant|et|important|ahora|y|importante)\b[\s,:!]{0,5}){0,4}"
)
_TO_MACHINES = re.compile(_BEGINS + _ORDERS, re.IGNORECASE)
_ORDERED = re.compile(rf"(?<![A-Za-z]){_ORDERS}", re.IGNORECASE)
# The marks between which a model is told who speaks, where they stand unquoted.
_ROLE = r"(?:system|assistant|user|human|instructions?)"
_MARKS = re.compile(
    r"(?:^|[.!?;:|]\s{1,5})(?:<\|\w{1,30}\|>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>"
    rf"|#{{2,6}} ?{_ROLE} ?:|</?(?:quotation|{_ROLE})>|\[system\])"
    rf"|(?<![\"“‘'`«])(?:<\|\w{{1,30}}\|>|\[INST\]|<<SYS>>|<start_of_turn>)\s?(?:{_ROLE}\b|<\||{_ANSWER})",
    re.IGNORECASE,
)
# "Assistant: it costs five euros." as a turn of a chat, but no credit, and nobody's own words.
_TURN = re.compile(
    r"(?:^|[.!?] )(?:AI |Virtual )?(?:[Aa]ssistant|ASSISTANT): (?![A-Z]\w+ [A-Z]\w+,)"
    r"([^\n.!?]{10,300}[.!?])"
)
_COMMON = re.compile(r"\b[a-z]+\b")
_OWN = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|us|me)\b|[;:“”\"]")
_REPORTED = re.compile(
    r"[,”\"’'»]\s{1,5}(?:(?!\b(?:that|you|please|tell|say|answer|reply|respond|users?)\b)[^,.:;]){1,60}"
    r"\b(?:(?:said|says|told|tells|wrote|writes|asked|asks|argued|argues|urged|urges|warned|warns"
    r"|advised|advises|reports|reported|announced|announces|added|adds|sagte|schrieb|hieß|dit|écrit"
    r"|dijo|escribió)\b[^.:;]{0,120}|(?:say|advise|warn))$"
)
_END = 260  # characters of a sentence in which it is told who said it


def addressed_to_machines(text: str) -> bool:
    """Whether a sentence speaks to whatever program reads the page."""
    return _speaks(_folded(text))


def holds_words_to_machines(text: str) -> bool:
    """Whether a sentence of a text, or a cell of a row, speaks to whatever program reads it."""
    folded = _folded(text)
    if "\n" not in folded and not _addressed(folded):  # most texts, which need no splitting
        return False
    return any(_speaks(span.of(folded)) for span in split(folded))


def holds_an_order(text: str) -> bool:
    """Whether words that would order a program stand anywhere in a text, told or said."""
    folded = _folded(text).replace("\n", " ")
    return _ORDERED.search(folded) is not None or _addressed(folded)


def _speaks(folded: str) -> bool:
    sentence = folded.replace("\n", " ")  # of a text in narrow lines
    return _addressed(sentence) and not _reported(sentence)


def _addressed(sentence: str) -> bool:
    marked = any(mark in sentence for mark in "<[#") and _MARKS.search(sentence)
    return bool(marked or _TO_MACHINES.search(sentence)) or any(
        len(_COMMON.findall(turn)) > 2 and not _OWN.search(turn) for turn in _TURN.findall(sentence)
    )


def _reported(sentence: str) -> bool:
    end = len(sentence)
    while end and not sentence[end - 1].isalnum():
        end -= 1
    return _REPORTED.search(sentence[max(0, end - _END) : end]) is not None


def _folded(text: str) -> str:
    """The text as it is read: no unseen characters, letters for what looks like them or is set
    apart. Its lines are kept; no offset into it means anything."""
    bare = text if text.isascii() else "".join(map(_seen, text))
    if not bare.isascii() and _MIXED.search(bare):
        bare = bare.translate(_ALIKE)
    bare = _SPACED.sub(lambda run: re.sub(r"[ .*_-]", "", run[0]), bare)
    if _BY_DIGIT.search(bare):
        bare = _WITH_DIGITS.sub(lambda word: word[0].translate(_READ_AS), bare)
    if "  " in bare or "\t" in bare:
        bare = _GAP.sub(" ", bare)
    return bare.replace(" :", ":").replace(" ;", ";").replace(" ,", ",")


@functools.lru_cache(maxsize=4096)
def _seen(character: str) -> str:
    if character.isspace():
        return "\n" if character in "\n\r\v\f\x85\u2028\u2029" else " "
    known = unicodedata.normalize("NFKC", character)
    if not (character.isalnum() or known in tuple("<>[]|#")):
        known = character
    return "" if unicodedata.category(character) in _UNSEEN else known
