"""What rose and what fell, in the languages of Europe that use no English words for it.

Without accents, as ``wording.fold`` leaves them. Words that mean something else in English
("sale", "cale") are left out: a true English sentence must not be read by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

RISES = """
stieg stiegen steigt steigen gestiegen anstieg ansteigen angestiegen steigerte steigerten gesteigert
steigerung kletterte kletterten klettert klettern geklettert wuchs wuchsen wachst wachsen gewachsen
wachstum zuwachs erhoht erhohte erhohten erhohung zugelegt zulegen zulegte zugenommen zunahme
zunehmen zunahm angezogen verdoppelte verdoppelten verdoppelt verdreifachte verdreifacht verteuerte
verteuerten verteuert
steeg stegen stijgt stijgen gestegen stijging groeide groeiden groeit groeien gegroeid groei
toegenomen toename toenam verhoogde verhoogd verdubbelde verdubbeld opgelopen
augmente augmenter augmentent augmentation progresse progresser progressent progression hausse
grimpe grimper bondir accru accroitre crut crû croissance gagne doubla double
subio subieron suben subido subida aumento aumentaron aumenta aumentan aumentado aumentar crecio
crecieron crece crecen crecido crecimiento incremento incrementaron incrementado alza duplico
subiu subiram subida aumentou aumentaram aumentado cresceu cresceram cresce crescem crescido
crescimento avancou avancaram duplicou
salito salita saliti salite sali aumentato aumentata aumentati aumentate cresciuto cresciuta
cresciuti cresciute crebbe cresce crescono crescita rialzo raddoppiato raddoppiata
okade okar okat okning steg stiger stigit stigning vaxte vaxer vuxit hojde hojts fordubblades
steget voksede vokser vokste oget økte øker økt økning øgede øges forhøjede fordoblet
вырос выросла выросло выросли растет растут рост увеличился увеличилась увеличилось увеличились
повысился повысилась повысилось повысились поднялся поднялась поднялось поднялись прибавил прибавила
удвоился удвоилась подорожал подорожала подорожали
"""
FALLS = """
sank sanken sinkt sinken gesunken fiel fielen fallt gefallen ruckgang zuruckgegangen zuruckgehen
rutschte rutschten abgerutscht schrumpfte schrumpften schrumpft geschrumpft verringerte verringerten
verringert verringerung verminderte vermindert senkte senkten gesenkt senkung abgenommen abnahme
nachgegeben eingebrochen einbruch halbierte halbierten halbiert reduzierte reduzierten reduziert
sturzte sturzten absturz verlor verloren verbilligte verbilligten
daalde daalden daalt gedaald daling zakte zakten gezakt kromp krompen gekrompen afgenomen
afname afnam verlaagde verlaagd halveerde gehalveerd teruggelopen
baisse baisser baissent recule reculer reculent recul diminue diminuer diminuent diminution chuta
chuter tombe tomber reduit reduire plonge plonger perdu decru
bajo bajaron baja bajan bajado bajada cayo cayeron caido caida descendio descendieron desciende
descendido descenso disminuyo disminuyeron disminuido retrocedio retrocedieron redujo redujeron
caiu cairam caem caido queda baixou baixaram diminuiu diminuiram recuou recuaram recuo reduziu
reduziram desceu desceram
sceso scesa scesi scese calato calata calati calate calo diminuito diminuita diminuiti diminuite
caduto caduta ribasso ridotto ridotta scende scendono dimezzato dimezzata
minskade minskar minskat minskning sjonk sjunker sjunkit foll faller fallit sankte halverades faldt
falder faldet fald falt falne sunket synker sank senket
снизился снизилась снизилось снизились снижение упал упала упало упали падение сократился
сократилась сократилось сократились сокращение уменьшился уменьшилась уменьшилось уменьшились
подешевел подешевела подешевели понизился понизилась
"""
# German and Dutch verbs whose second half, which decides, ends the clause: "legte um 5 Prozent zu".
_PARTED = (
    ("stieg", "legte legten legt legen", "zu"),
    ("stieg", "nahm nahmen nimmt nehmen", "zu"),
    ("stieg", "zog zogen zieht ziehen", "an"),
    ("stieg", "nam namen neemt nemen", "toe"),
    ("stieg", "liep liepen loopt lopen", "op"),
    ("sank", "gab gaben gibt geben", "nach"),
    ("sank", "nahm nahmen nimmt nehmen", "ab"),
    ("sank", "ging gingen geht gehen", "zuruck"),
    ("sank", "brach brachen bricht brechen", "ein"),
    ("sank", "nam namen neemt nemen", "af"),
    ("sank", "liep liepen loopt lopen", "terug"),
)
PARTED = {f"{form} {particle}": word for word, forms, particle in _PARTED for form in forms.split()}
_FORMS = "|".join(sorted({phrase.partition(" ")[0] for phrase in PARTED}))
_PARTICLES = "|".join(sorted({phrase.partition(" ")[2] for phrase in PARTED}))
_BOTH = re.compile(
    rf"\b(?P<verb>{_FORMS})\b(?=(?P<between>(?:[^.,;:]|(?<=\d)[.,](?=\d)){{1,120}}?)"
    rf"\b(?P<particle>{_PARTICLES})\b\s*(?:[.,;:!?)]|$|\b(?:und|en|aber|maar)\b))"
)


def parted(lower: str) -> Iterator[tuple[int, str]]:
    """(where the verb begins, both its halves: "legte zu") in a sentence in lower case."""
    for match in _BOTH.finditer(lower):
        both = f"{match['verb']} {match['particle']}"
        if both in PARTED:
            yield match.start(), both
