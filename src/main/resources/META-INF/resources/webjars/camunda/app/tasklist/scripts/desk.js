// What our forms, pages and plugins in the web applications share. Everything people wrote becomes text of the page, never
// part of its source: nodes are made by el(), texts go through textContent.

/** Pages and forms speak the language of the browser, as what they read from the server does. */
export const english = /^en/i.test(navigator.language);

export function say(chinese, inEnglish) {
  return english ? inEnglish : chinese;
}

/** Fen as people write money. */
export function yuan(fen) {
  if (fen === null || fen === undefined) { return ''; }
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return (fen < 0 ? '−' : '') + '¥' + digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',') + '.' + digits.slice(-2);
}

/** A time of the server, which is China's, with its weekday. */
export function when(at) {
  if (!at) { return ''; }
  const day = new Date(at.slice(0, 10) + 'T00:00:00Z').getUTCDay();
  const name = english ? ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][day] : '周' + '日一二三四五六'.charAt(day);
  return at.slice(0, 10) + ' ' + name + ' ' + at.slice(11, 16);
}

/** How long something takes, in milliseconds, as people say it. */
export function long(milliseconds) {
  const minutes = Math.max(0, Math.floor(milliseconds / 60000));
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days >= 3) { return say(days + ' 天', days + ' days'); }
  if (hours >= 24) { return say(days + ' 天 ' + hours % 24 + ' 小时', days + ' d ' + hours % 24 + ' h'); }
  if (hours >= 1) { return say(hours + ' 小时 ' + minutes % 60 + ' 分', hours + ' h ' + minutes % 60 + ' min'); }
  return say(minutes + ' 分钟', minutes + ' min');
}

/** What the states of a case are called, in the order of its life; the moviegoer reads the same words. */
export const STATUSES = [
  ['UNDER_REVIEW', say('审核中', 'In review')],
  ['EVIDENCE_REQUESTED', say('待补充', 'Customer asked')],
  ['REFUNDING', say('退款中', 'On its way')],
  ['REFUNDED', say('已到账', 'Refunded')],
  ['SETTLED_OFFLINE', say('已另行退款', 'Paid otherwise')],
  ['REJECTED', say('未通过', 'Declined')],
  ['WITHDRAWN', say('已撤回', 'Withdrawn')]
];

export function statusText(status) {
  return STATUSES.find(([code]) => code === status)[1];
}

function token() {
  const cookie = /(?:^|; )XSRF-TOKEN=([^;]+)/.exec(document.cookie);
  return cookie ? cookie[1] : '';
}

async function call(method, path, body) {
  const headers = { Accept: 'application/json, application/problem+json', 'Accept-Language': english ? 'en' : 'zh-CN' };
  if (method !== 'GET') { headers['X-XSRF-TOKEN'] = token(); }
  if (body !== undefined) { headers['Content-Type'] = 'application/json'; }
  const answer = await fetch(path, {
    method, headers, credentials: 'same-origin', body: body === undefined ? undefined : JSON.stringify(body)
  });
  const told = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) {
    throw {
      status: answer.status,
      code: (told && told.code) || '',
      detail: (told && told.detail) || say('没有成功，请刷新页面后重试。', 'That did not work. Reload the page and try again.')
    };
  }
  return told;
}

/** What the server answers; a refusal is thrown as {status, code, detail}, detail in the reader's language. */
export function read(path) {
  return call('GET', path);
}

/** A call that changes something, with the token of this session (it is another one after each log-in). */
export function write(method, path, body) {
  return call(method, path, body);
}

const SVG = 'http://www.w3.org/2000/svg';

function filled(node, properties, children) {
  Object.entries(properties || {}).forEach(([name, value]) => {
    if (value === null || value === undefined || value === false) { return; }
    if (typeof value === 'function') {
      node.addEventListener(name, value);
    } else if (name === 'href' && !/^(#|\/(?!\/))/.test(value)) {
      throw new Error('a link leads to a page of ours');
    } else {
      node.setAttribute(name, value === true ? '' : value);
    }
  });
  children.flat(Infinity).forEach(child => {
    if (child !== null && child !== undefined && child !== false) { node.append(child); }
  });
  return node;
}

/**
 * An element. Properties are attributes, functions listen to the event they are named after ({click: …}); children are
 * nodes or texts.
 */
export function el(tag, properties, ...children) {
  return filled(document.createElement(tag), properties, children);
}

/** A cell that carries its column's name, for screens too narrow for a table. */
export function cell(label, properties, ...children) {
  return el('td', { 'data-label': label, ...properties }, ...children);
}

/** The same for drawings. */
export function svg(tag, properties, ...children) {
  return filled(document.createElementNS(SVG, tag), properties, children);
}

let known = null;

/** Who is logged in: {userId, roles}; asked once for each log-in. */
export function me() {
  const session = token();
  if (!known || known.session !== session) {
    const asked = { session, answer: read('/api/desk/me') };
    asked.answer.catch(() => { if (known === asked) { known = null; } });
    known = asked;
  }
  return known.answer;
}

function mayOpen(person, roles) {
  return person.roles.some(role => roles.includes(role));
}

const POINTS = {
  tasklist: { entry: 'tasklist.navbar.action', route: 'tasklist.route' },
  cockpit: { entry: 'cockpit.navigation', route: 'cockpit.route' }
};

/** What follows the question mark of this page's address. */
export function asked() {
  return new URLSearchParams(window.location.hash.split('?')[1] || '');
}

/** The hole that a page is drawn into, said to be busy or in trouble in one way everywhere. */
export function trouble(node, refusal) {
  node.replaceChildren(el('p', { class: 'desk-trouble', role: 'alert' },
    refusal && refusal.detail ? refusal.detail : say('读取失败，请刷新页面重试。', 'This could not be read. Reload the page.')));
}

/**
 * A page of ours with its entry in the navigation, both for people of these roles only.
 *
 * what.app     tasklist or cockpit
 * what.path    '/several' is reached as #/several
 * what.zh, en  its name
 * what.roles   of /api/desk/me
 * what.render  (node, person) => draws it; may answer a function that is called when it is left
 */
export function page(what) {
  const label = say(what.zh, what.en);
  let leave = null;
  const left = () => { if (typeof leave === 'function') { leave(); } leave = null; };
  const here = () => window.location.hash.split('?')[0] === '#' + what.path;
  const look = node => me().then(person => {
    node.replaceChildren(...(mayOpen(person, what.roles)
      ? [el('a', { href: '#' + what.path, class: 'desk-entry' + (here() ? ' active' : '') }, label)] : []));
  }, () => node.replaceChildren());
  let listening = null;
  return [
    {
      id: 'desk-' + what.id + '-entry',
      pluginPoint: POINTS[what.app].entry,
      priority: what.priority || 5,
      properties: { path: what.path },
      render: node => {
        look(node);
        listening = () => look(node);
        window.addEventListener('hashchange', listening);
      },
      unmount: () => window.removeEventListener('hashchange', listening)
    },
    {
      id: 'desk-' + what.id,
      pluginPoint: POINTS[what.app].route,
      priority: what.priority || 5,
      properties: { path: what.path, label },
      render: node => {
        const hole = el('main', { class: 'desk-page desk-' + what.id, lang: english ? 'en' : 'zh-CN' });
        node.append(hole);
        me().then(person => {
          if (mayOpen(person, what.roles)) { leave = what.render(hole, person); } else {
            trouble(hole, { detail: say('您没有打开这个页面的权限。', 'This page is not for you.') });
          }
        }, refusal => trouble(hole, refusal));
      },
      unmount: left
    }
  ];
}
