// Tasks that go to a colleague or back to all of a group: one, or all that somebody holds.
import { el, read, say, write, yuan } from './desk.js';

function path(taskId, what) {
  return '/api/desk/tasks/' + encodeURIComponent(taskId) + '/' + what;
}

/**
 * To whom these tasks could be handed, with how many of them each could take. Tasks of one kind and cinema have the same
 * colleagues, so one of each is asked about.
 */
async function colleagues(tasks) {
  const alike = new Map();
  tasks.forEach(task => {
    const key = task.taskKey + ' ' + task.cinema;
    if (!alike.has(key)) { alike.set(key, []); }
    alike.get(key).push(task);
  });
  const people = new Map();
  for (const group of alike.values()) {
    const answer = await read(path(group[0].taskId, 'colleagues'));
    answer.items.forEach(each => {
      const known = people.get(each.userId) || { ...each, fits: 0 };
      known.fits += group.length;
      people.set(each.userId, known);
    });
  }
  const holders = new Set(tasks.map(task => task.holder && task.holder.userId));
  return [...people.values()].filter(each => holders.size > 1 || !holders.has(each.userId))
    .sort((one, other) => other.fits - one.fits || one.tasks - other.tasks);
}

/**
 * Asks to whom, hands over one task after the other, and says of each what became of it.
 *
 * tasks   rows of /api/desk/open-tasks
 * title   what the question is
 * after   called when it is closed and something was handed over
 */
export function handOver(node, tasks, title, after) {
  const select = el('select', { class: 'form-control', id: 'desk-colleague', disabled: true },
    el('option', { value: '' }, say('读取中…', 'Reading…')));
  const told = el('div', { role: 'status' });
  const send = el('button', { type: 'submit', class: 'btn btn-primary', disabled: true }, say('转交', 'Hand over'));
  const back = el('button', { type: 'button', class: 'btn btn-default', click: () => dialog.close() }, say('返回', 'Back'));
  let changed = false;

  async function go(userId) {
    send.disabled = true;
    select.disabled = true;
    const lines = [];
    for (const task of tasks) {
      try {
        await write('POST', path(task.taskId, 'handover'), userId ? { userId } : {});
        changed = true;
        lines.push([task, true, userId ? say('已转交', 'handed over') : say('已退回小组', 'given back')]);
      } catch (refusal) {
        lines.push([task, false, refusal.detail]);
      }
      told.replaceChildren(say('已处理 ', 'Done: '), lines.length + ' / ' + tasks.length);
    }
    const failed = lines.filter(line => !line[1]);
    told.replaceChildren(
      el('p', { class: failed.length ? 'desk-trouble' : 'desk-well' }, failed.length
        ? say(failed.length + ' 个没有成功：', failed.length + ' did not work:')
        : (userId ? say('已全部转交。', 'All handed over.') : say('已全部退回小组。', 'All given back.'))),
      tasks.length > 1 || failed.length ? el('ul', {}, lines.map(([task, well, text]) =>
        el('li', { 'data-result': well ? 'DONE' : 'NOT', 'data-application': task.applicationNo },
          el('span', { class: 'words' }, task.filmTitle || ''), ' ', yuan(task.refundAmount), ' — ', el('strong', {}, text)))) : '');
    back.textContent = say('关闭', 'Close');
    back.focus();
  }

  const dialog = el('dialog', {
    class: 'desk-dialog', 'aria-labelledby': 'desk-question',
    close: () => { dialog.remove(); if (changed && after) { after(); } }
  },
  el('form', { submit: event => { event.preventDefault(); go(select.value === '-' ? null : select.value); } },
    el('h2', { id: 'desk-question' }, title),
    el('label', { for: 'desk-colleague' }, say('交给谁', 'To whom')), select,
    el('p', { class: 'small' }, say('只能交给任务所在小组的成员；退回后小组里任何人都可以认领。转交会留下记录。',
      'Only to members of the task’s group; what is given back may be claimed by any of them. It is recorded.')),
    told, el('div', { class: 'desk-acts' }, back, send)));
  node.append(dialog);
  dialog.showModal();
  colleagues(tasks).then(people => {
    select.replaceChildren(
      ...people.map(each => el('option', { value: each.userId },
        each.name + say('（手上 ' + each.tasks + ' 个', ' (holds ' + each.tasks)
        + (each.fits < tasks.length ? say('，可接 ' + each.fits + '/' + tasks.length, ', may take ' + each.fits + ' of ' + tasks.length) : '')
        + say('）', ')'))),
      tasks.some(task => task.holder) ? el('option', { value: '-' }, say('退回小组', 'Back to the group')) : '');
    select.disabled = false;
    send.disabled = select.options.length === 0;
    select.focus();
  }, refusal => { told.replaceChildren(el('p', { class: 'desk-trouble', role: 'alert' }, refusal.detail || '')); });
}
