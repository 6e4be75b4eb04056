"""The page's few scripts: what turns buttons inside HTML into events, and what scrolls and saves.

Each runs as the ``js_on_load`` of one HTML component: ``element`` is its own, ``trigger`` sends an
event to the server, ``watch`` is called after the server changed it.
"""

# Where the page is one column: too narrow or too low for two. The style asks the same.
STACKED = "matchMedia('(max-width: 56rem), (max-height: 34rem)').matches"

# One listener on a component for all its buttons.
CHOOSING = """let judged = '';
const toQuestion = () => document.querySelector('#question textarea')?.focus();
watch('value', () => {  // whoever judged by keyboard or hears the page goes on from what it says
  if (judged) element.querySelector(`[data-turn="${judged}"] .noted`)?.focus();
  judged = '';
});
const copied = async (button) => {
  const url = new URL('?answer=' + button.dataset.copy, location.href).href;
  try { await navigator.clipboard.writeText(url); button.textContent = 'Link copied'; }
  catch { window.prompt('The link to this answer', url); }  // no clipboard without https
};
// The mark under the pointer, which shows its source as the focused one does. While an answer is
// being written its marks have none yet.
let pointed = null;
const pointAt = (event) => {
  if (pointed) delete pointed.dataset.hushed;
  pointed = event.type === 'pointerover' ? event.target.closest('.cite[data-tip]') : null;
  if (!pointed) return;
  delete pointed.dataset.hushed;
  place(pointed);
};
// Above, over what was read; below only where there is no room. Fixed to the window, for the pane
// that scrolls would cut it off above the first statement.
const place = (mark) => {
  const said = mark.closest('.statement, li').getBoundingClientRect();
  const wide = Math.min(Math.max(said.width, 320), 544, innerWidth - 16);
  const letters = wide / 7.5;  // of a line, about
  const lines = mark.dataset.tip.split('\\n').map(part => Math.ceil(part.length / letters));
  const height = 8.4 + 17.7 * lines.reduce((all, one) => all + one, 0);
  const below = said.top < height && said.top < innerHeight - said.bottom;
  mark.toggleAttribute('data-below', below);
  const set = (name, pixels) => mark.style.setProperty(name, `${pixels}px`);
  set('--tip-at', below ? said.bottom : innerHeight - said.top);
  set('--tip-from', Math.min(said.left, innerWidth - wide - 8));
  set('--tip-wide', wide);
};
const placeAgain = () => {
  for (const mark of [pointed, document.activeElement])
    if (mark && element.contains(mark) && mark.matches('.cite[data-tip]')) place(mark);
};
document.addEventListener('scroll', placeAgain, {capture: true, passive: true});
addEventListener('resize', placeAgain);
// What grows above a mark moves it away from under its source, though nobody scrolled.
new ResizeObserver(placeAgain).observe(element);
element.addEventListener('pointerover', pointAt);
element.addEventListener('pointerout', pointAt);
element.addEventListener('focusin', (event) => {
  if (event.target.matches('.cite[data-tip]')) place(event.target);
});
element.addEventListener('focusout', (event) => { delete event.target.dataset.hushed; });
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const mark of [pointed, document.activeElement])
    if (mark && element.contains(mark) && mark.matches('.cite')) mark.dataset.hushed = '';
});
element.addEventListener('click', (event) => {
  const button = event.target.closest('button, [data-pick]');
  if (!button) return;
  const given = button.dataset;
  if ('copy' in given) return copied(button);
  if ('again' in given) return trigger('again');
  if ('edit' in given) { setTimeout(toQuestion, 200); return trigger('edit'); }
  if ('save' in given) return trigger('save', {form: given.save});
  if ('example' in given) return trigger('example', {question: given.example});
  if ('judge' in given) {
    judged = given.judge.split(':')[0];
    const typed = (name) => button.parentElement.querySelector(`[name=${name}]`)?.value ?? '';
    const words = {correction: typed('correction'), comment: typed('comment')};
    return trigger('judge', {judge: given.judge, ...words});
  }
  if (button.matches('.cite')) button.dataset.hushed = '';  // it is read beside now
  if (!('pick' in given)) return;
  trigger('pick', {pick: given.pick});
  window.cited?.(button, event.detail === 0);
});"""

# Who hears the page is told what came: by an element that stays, for screen readers overhear one
# that comes together with its words.
TELLING = """const told = document.createElement('p');
Object.assign(told, {id: 'told', role: 'status'});
document.body.append(told);
window.tell = (words) => { if (told.textContent !== words) told.textContent = words; };
watch('value', () => {
  const answer = element.querySelector('.answer');
  if (answer?.querySelector('.noted')) return;  // the focus is on it
  const whole = answer?.querySelector('.badge') && answer;
  window.tell((whole ?? answer?.querySelector('.working'))?.innerText ?? '');
});
"""
# The same of what was done to the folder, or came of a run, once it has ended.
SAYING = """watch('value', () => {
  if (element.querySelector('.progress, [role=alert]')) return;
  window.tell?.(element.querySelector('.said, h2')?.innerText ?? '');
});
"""
# What came of the files before is over once others are given: of some the server never hears.
GIVEN = """for (const kind of ['change', 'drop'])
  document.addEventListener(kind, (event) => {
    if (event.target.closest?.('#upload')) props.value = '';
  }, true);
"""

# A new question goes to the top of the pane and stays there while its answer grows below. The
# address names the conversation, so that loading the page again opens it again.
ASKING = """let before = '';
const look = () => {
  const turn = element.querySelector('.turn')?.dataset ?? {};
  if (turn.link) history.replaceState(null, '', '?answer=' + turn.link);
  else if (element.querySelector('.lost')) history.replaceState(null, '', location.pathname);
  if (turn.turn && turn.turn !== before) setTimeout(() => {
    // Who asked by a button that is gone now goes on from the question; no keyboard on a phone.
    if (document.activeElement === document.body && matchMedia('(pointer: fine)').matches)
      document.querySelector('#question textarea')?.focus({preventScroll: true});
    element.scrollIntoView();
  }, 50);
  before = turn.turn ?? '';
};
watch('value', look);"""

# What stands in the field of the question is the visitor's: nothing but sending takes it away, and
# loading the page again, as Gradio does once a lost connection is back, brings it back. What was
# sent is kept until its turn is on the page: it comes back if it got nowhere.
DRAFT = """const field = () => document.querySelector('#question textarea');
const held = (() => { try { return sessionStorage; } catch { return {}; } })();
const forget = () => { delete held.draft; delete held.sent; };
// The next in this window may be somebody else, also where nobody logged out.
const visitor = window.gradio_config?.username ?? '';
if (held.visitor !== visitor) forget();
held.visitor = visitor;
const put = (words) => {
  field().value = words;
  field().dispatchEvent(new InputEvent('input', {bubbles: true}));
};
window.questionSent = () => {
  const words = field().value;
  if (/[\\p{L}\\p{N}]/u.test(words)) held.sent = words;
  put('');
};
window.questionLost = () => {
  if (held.sent) put([held.sent, field().value].filter(Boolean).join('\\n'));
  delete held.sent;
};
window.questionBack = (words) => { held.draft = words; };
document.addEventListener('input', (event) => {
  if (event.target === field()) held.draft = event.target.value;
});
document.addEventListener('click', (event) => {
  if (event.target.closest('a[href="./logout"]')) forget();
});
watch('value', () => { delete held.sent; });
const back = setInterval(() => {
  if (!field()) return;
  clearInterval(back);
  if (held.draft && !field().value) put(held.draft);
  window.questionLost();
}, 50);"""

# Brings the chosen sentence into view inside the article; on a phone, the article into the page.
# Who chose by keyboard or hears the page is taken to the text and told its title; "Back" returns to
# what was chosen. An article that is open already changes nothing: then the end of the event tells.
_READING = (
    f"const stacked = () => {STACKED};"
    + """let called = null, from = null;
const arrived = () => {
  if (!called) return;
  if (stacked()) element.scrollIntoView();
  const text = element.querySelector('.text');
  if (called.byKey && text) {
    text.focus({preventScroll: true});
    window.tell?.('Opened: ' + element.querySelector('h2').innerText);
  }
  called = null;
};
const show = () => {
  const mark = element.querySelector('mark.chosen'), text = element.querySelector('.text');
  if (!text) return;
  const above = mark?.getBoundingClientRect().top - text.getBoundingClientRect().top;
  text.scrollTop = mark ? text.scrollTop + above - text.clientHeight / 3 : 0;
};
window.READ = (button, byKey) => {
  [called, from] = [{byKey}, button];
  if (stacked()) element.scrollIntoView();
};
window.READ_is_open = () => setTimeout(() => { show(); arrived(); }, 200);
watch('value', () => { show(); arrived(); });
element.addEventListener('click', (event) => {
  if (!event.target.closest('[data-back]')) return;
  document.getElementById('HOME').scrollIntoView();
  if (!from?.isConnected) return;
  from.focus({preventScroll: !from.closest('#conversation, #shelf')});  // else to where it was
});"""
)
READING = _READING.replace("READ", "cited").replace("HOME", "now")
OPENED = _READING.replace("READ", "listed").replace("HOME", "shelf")
CITED_IS_OPEN, LISTED_IS_OPEN = "() => window.cited_is_open()", "() => window.listed_is_open()"

# Whether the folder stands otherwise than this page tells is asked while somebody sees it.
GLANCE = """const look = () => { if (!document.hidden) trigger('look'); };
document.addEventListener('visibilitychange', look);
setInterval(look, 5000);"""

# The list of articles: what is chosen in it is an event. The focus stays where it was; another page
# of the list is read from its first row.
SHELF = """let focused = '', turned = '';
document.addEventListener('focusin', (event) => {  // a new list takes along what had the focus
  const {sort, open} = element.contains(event.target) ? event.target.dataset : {};
  focused = sort ? `[data-sort="${sort}"]` : open ? `[data-open="${CSS.escape(open)}"]` : '';
});
document.addEventListener('pointerdown', () => { focused = ''; });
watch('value', () => {
  const find = (one) => element.querySelector(one) ?? element.querySelector('.wide');
  if (turned && element.querySelector(`[data-at="${turned}"]`)) {  // not the one of before, late
    element.scrollIntoView();
    find('td button').focus({preventScroll: true});
    turned = '';
  } else if (focused && document.activeElement === document.body)
    find(focused).focus({preventScroll: true});
});
element.addEventListener('click', (event) => {
  const given = event.target.closest('button')?.dataset ?? {};
  if (given.sort) trigger('sort', {by: given.sort});
  if (given.page) { turned = given.page; trigger('turn', {page: given.page}); }
  if (!given.open) return;
  trigger('open', {file: given.open});
  window.listed?.(event.target.closest('button'), event.detail === 0);
});"""
CASES = """element.addEventListener('click', (event) => {
  const id = event.target.closest('button')?.dataset.case;
  if (id) trigger('open', {id});
});"""

# The browser's own date fields: keyboard, screen reader and phone know them. Gradio's has no label.
# What stands in them is read where the question is sent: what is seen is what counts.
DAYS = """<div class="days"><label>Since (older articles are not seen) <input type="date"></label>
<label>As of (newer articles are not seen) <input type="date"></label></div>"""
DAYS_KEPT = """const inputs = [...element.querySelectorAll('input')];
const days = () => (props.value || '/').split('/');
inputs.forEach((input, n) => { input.value ||= days()[n]; });  // laid out anew
watch('value', () => inputs.forEach((input, n) => { input.value = days()[n]; }));
element.addEventListener('change', () => { props.value = inputs.map(i => i.value).join('/'); });"""
SENT, LOST = "() => window.questionSent()", "() => window.questionLost()"
PUT_BACK = "(words) => window.questionBack(words)"


def with_days(place: int, also: str = "() => {}") -> str:
    """What is sent, with both days at their place; ``also`` is done with it."""
    return f"""(...sent) => {{ ({also})();
  const days = [...document.querySelectorAll('.days input')];
  return days.length ? sent.with({place}, days.map(day => day.value).join('/')) : sent;
}}"""


# A file is made in the browser: nothing of a conversation lies on the server for others to fetch.
PARCEL = """watch('value', () => {
  if (!props.value) return;
  const {name, kind, text} = JSON.parse(props.value);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], {type: kind}));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
});"""
