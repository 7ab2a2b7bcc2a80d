// What failed, in plain words: what it is, where the money is meanwhile, what to press. One step is tried again, or all that
// failed with the same error.
import { asked, el, page, read, say, trouble, when, write } from '../../tasklist/scripts/desk.js';
import { caseLink, prose } from './case-view.js';

const PATH = '/refund-incidents';
const EVERY = 10000;
/** How long a step that was pressed is given before the page looks again. */
const SOON = 2500;

function said(done) {
  const told = [];
  if (done.retried) { told.push(say(`已让 ${done.retried} 步重试。`, `${done.retried} try again. `)); }
  if (done.gone) { told.push(say(`${done.gone} 步已经不需要重试。`, `${done.gone} need it no more. `)); }
  if (done.left) { told.push(say(`还有 ${done.left} 步，请再按一次。`, `${done.left} are left: press once more.`)); }
  return told.join('') || say('没有可以重试的。', 'Nothing is left to retry.');
}

function sentence(name, text, strong) {
  return el('div', { class: 'desk-sentence' + (strong ? ' strong' : ''), 'data-field': name }, text);
}

function card(group, press) {
  const items = el('table', {},
    el('thead', {}, el('tr', {},
      el('th', {}, say('退款单', 'Refund')), el('th', {}, say('失败时间', 'Failed')),
      el('th', {}, say('系统原文', 'In the words of the system')), el('th', {}, say('操作', 'Action')))),
    el('tbody', {}, group.items.map(item => el('tr', { 'data-job': item.jobId },
      el('td', {}, item.applicationNo ? caseLink(item.applicationNo) : '—',
        item.processInstanceId && el('a', { class: 'small desk-beside', href: '#/process-instance/' + item.processInstanceId + '/runtime?tab=incidents-tab' },
          say('流程实例', 'Instance'))),
      el('td', { class: 'desk-time' }, when(item.at)),
      el('td', { class: 'words small' }, item.message || ''),
      el('td', {}, group.retryHelps ? el('button', {
        type: 'button', class: 'btn btn-default btn-sm', 'data-press': 'one', click: () => press({ jobIds: [item.jobId] })
      }, say('重试', 'Retry')) : '')))));
  return el('section', { class: 'desk-card desk-incident', 'data-group': group.group, 'data-activity': group.activity },
    el('div', { class: 'desk-incident-head' },
      el('h2', { 'data-field': 'what' }, group.what),
      el('span', { class: 'desk-badge', title: group.activity }, say(`${group.count} 笔`, `${group.count}`)),
      group.retryHelps ? el('button', {
        type: 'button', class: 'btn btn-primary', 'data-press': 'all', click: () => press({ group: group.group })
      }, group.count > 1 ? say(`全部重试（${group.count}）`, `Retry all (${group.count})`) : say('重试', 'Retry')) : null),
    el('div', { class: 'desk-three' },
      el('div', {}, el('h3', {}, say('原因', 'Why')), sentence('why', group.why)),
      el('div', {}, el('h3', {}, say('顾客的钱', "The moviegoer's money")), sentence('money', group.money, true)),
      el('div', {}, el('h3', {}, say('怎么办', 'What to do')), sentence('action', group.action))),
    el('div', { class: 'small' },
      say('步骤：', 'Step: '), group.step, say('　最早：', ' · first: '), when(group.oldest)),
    group.runbook ? el('details', { class: 'desk-runbook', 'data-field': 'runbook' },
      el('summary', {}, say('处理手册：', 'Runbook: '), group.runbook.title),
      prose(group.runbook.text)) : null,
    el('details', { class: 'desk-items', open: group.count === 1 },
      el('summary', {}, group.count > group.items.length
        ? say(`逐笔查看（先列最早的 ${group.items.length} 笔）`, `One by one (the first ${group.items.length})`)
        : say('逐笔查看', 'One by one')),
      items));
}

function render(hole) {
  let left = false;
  let timer = null;
  const opened = new Set();
  const note = el('p', { class: 'desk-note', role: 'status' });
  const list = el('div', { class: 'desk-incidents' });
  hole.replaceChildren(el('h1', {}, say('故障', 'Incidents')), note, list);

  function remember() {
    list.querySelectorAll('details').forEach(each => {
      const key = each.closest('section').dataset.group + each.className;
      if (each.open) { opened.add(key); } else { opened.delete(key); }
    });
  }

  function draw(told) {
    remember();
    const wanted = asked().get('incident');
    const groups = wanted
      ? told.groups.filter(group => group.items.some(item => item.incidentId === wanted)) : told.groups;
    const shown = groups.length ? groups : told.groups;
    list.replaceChildren(...(shown.length
      ? shown.map(group => card(group, press))
      : [el('p', { class: 'desk-none', 'data-field': 'none' },
          say('没有故障。每一步都在正常进行。', 'No incidents. Every step is going well.'))]));
    list.querySelectorAll('details').forEach(each => {
      if (opened.has(each.closest('section').dataset.group + each.className)) { each.open = true; }
    });
  }

  function look(after) {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      try { draw(await read('/api/desk/incidents')); } catch (refusal) {
        if (!left) { trouble(list, refusal); }
      }
      if (!left) { look(EVERY); }
    }, after);
  }

  async function press(what) {
    list.querySelectorAll('button').forEach(each => { each.disabled = true; });
    try { note.textContent = said(await write('POST', '/api/desk/incidents/retry', what)); } catch (refusal) {
      note.textContent = refusal.detail;
    }
    look(SOON);
  }

  look(0);
  return () => { left = true; clearTimeout(timer); };
}

/** In Cockpit's own list of incidents: from the row to the words. */
const explained = {
  id: 'desk-incident-explained',
  pluginPoint: 'cockpit.incident.action',
  priority: 20,
  render: (node, { incidentId }) => {
    node.append(el('a', {
      class: 'btn btn-default btn-xs', href: '#' + PATH + '?incident=' + encodeURIComponent(incidentId)
    }, say('怎么办？', 'What to do?')));
  }
};

export default [
  ...page({ app: 'cockpit', id: 'incidents', path: PATH, zh: '故障', en: 'Incidents', roles: ['OPERATOR'], priority: 4, render }),
  explained
];
