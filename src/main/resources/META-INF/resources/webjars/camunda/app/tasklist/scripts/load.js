// Who has how much to do, what is late, and handing it over while somebody is away; on an open task the same for that one.
import { cell, el, me, page, read, say, trouble, when, yuan } from './desk.js';
import { handOver } from './handover.js';

function table(heads, lines) {
  return el('table', {},
    el('thead', {}, el('tr', {}, heads.map(([text, number]) => el('th', { scope: 'col', class: number ? 'number' : null }, text)))),
    el('tbody', {}, lines));
}

function button(text, properties, click) {
  return el('button', { type: 'button', class: 'btn btn-default btn-sm', ...properties, click }, text);
}

function late(count) {
  return count > 0 ? el('strong', { class: 'desk-late' }, String(count)) : '0';
}

function render(node, person) {
  const supervisor = person.roles.includes('SUPERVISOR');
  const body = el('div', {});
  let gone = false;
  let shown = null;
  node.append(
    el('header', { class: 'desk-head' }, el('h1', {}, say('工作量', 'Workload')), button(say('刷新', 'Refresh'), {}, () => load())),
    body);

  const heads = [[say('影片', 'Film')], [say('场次', 'Show')], [say('应退', 'Refund'), true], [say('期限', 'Due')],
    [say('办理人', 'Held by')], [say('操作', 'Actions'), true]];

  function taskLine(task) {
    return el('tr', { 'data-application': task.applicationNo },
      cell(say('影片', 'Film'), {},
        task.mine ? el('a', { href: '#/?task=' + task.taskId, class: 'words' }, task.filmTitle) : el('span', { class: 'words' }, task.filmTitle),
        el('div', { class: 'small words' }, task.cinema + ' · ' + task.kind)),
      cell(say('场次', 'Show'), {}, when(task.showTime)),
      cell(say('应退', 'Refund'), { class: 'number' }, yuan(task.refundAmount)),
      cell(say('期限', 'Due'), {}, el('span', { class: task.late ? 'desk-late' : null }, when(task.dueAt))),
      cell(say('办理人', 'Held by'), { class: 'words' }, task.holder ? task.holder.name : say('无人认领', 'nobody yet')),
      cell('', { class: 'number' }, button(say('转交…', 'Hand over…'), { 'data-act': 'handover' },
        () => handOver(node, [task], say('转交“' + task.filmTitle + '”', 'Hand over “' + task.filmTitle + '”'), load))));
  }

  function tasksOf(answer, empty) {
    return [answer.items.length ? table(heads, answer.items.map(taskLine)) : el('p', { class: 'desk-empty' }, empty),
      answer.more ? el('p', { class: 'small' }, say('只列出最先到期的 500 个。', 'The first 500 by deadline.')) : ''];
  }

  function of(userId) {
    return read('/api/desk/open-tasks?heldBy=' + encodeURIComponent(userId) + (supervisor ? '&scope=all' : ''));
  }

  function all(userId, name) {
    of(userId).then(answer => handOver(node, answer.items,
      say('转交 ' + name + ' 手上的 ' + answer.items.length + ' 个任务', 'Hand over the ' + answer.items.length + ' tasks of ' + name), load),
    refusal => trouble(body, refusal));
  }

  function personLine(each) {
    return el('tr', { 'data-person': each.userId },
      cell(say('姓名', 'Name'), { class: 'words' }, each.name, each.userId === person.userId ? say('（我）', ' (me)') : ''),
      cell(say('手上', 'Holds'), { class: 'number' }, String(each.open)),
      cell(say('超时', 'Late'), { class: 'number' }, late(each.late)),
      cell(say('最早期限', 'First due'), {}, when(each.oldestDueAt)),
      cell('', { class: 'number' },
        button(shown === each.userId ? say('收起', 'Close') : say('查看', 'Show'), { 'aria-expanded': String(shown === each.userId) },
          () => { shown = shown === each.userId ? null : each.userId; load(); }), ' ',
        button(say('全部转交…', 'Hand over all…'), { 'data-act': 'all' }, () => all(each.userId, each.name))));
  }

  function figure(label, value, alarming) {
    return el('div', { class: 'desk-figure' + (alarming ? ' late' : '') }, el('strong', {}, String(value)), el('span', {}, label));
  }

  async function ofAll() {
    const load = await read('/api/desk/load');
    const overdue = await read('/api/desk/open-tasks?scope=all&late=true');
    const open = shown ? await of(shown) : null;
    const free = load.free.reduce((sum, each) => sum + each.open, 0);
    return [
      el('div', { class: 'desk-figures' },
        figure(say('待审核', 'open'), load.open), figure(say('已超时', 'late'), load.late, load.late > 0), figure(say('无人认领', 'held by nobody'), free)),
      el('h2', {}, say('每个人手上', 'What each holds')),
      load.people.length ? table([[say('姓名', 'Name')], [say('手上', 'Holds'), true], [say('超时', 'Late'), true], [say('最早期限', 'First due')], [say('操作', 'Actions'), true]],
        load.people.flatMap(each => [personLine(each),
          open && shown === each.userId ? el('tr', { class: 'desk-inside' }, el('td', { colspan: '5' }, tasksOf(open, say('没有。', 'None.')))) : '']))
        : el('p', { class: 'desk-empty' }, say('没有人正在办理。', 'Nobody holds anything.')),
      el('h2', {}, say('无人认领', 'Held by nobody')),
      load.free.length ? table([[say('小组', 'Group')], [say('待审核', 'Open'), true], [say('超时', 'Late'), true], [say('最早期限', 'First due')]],
        load.free.map(each => el('tr', {}, cell(say('小组', 'Group'), { class: 'words' }, each.group), cell(say('待审核', 'Open'), { class: 'number' }, String(each.open)),
          cell(say('超时', 'Late'), { class: 'number' }, late(each.late)), cell(say('最早期限', 'First due'), {}, when(each.oldestDueAt)))))
        : el('p', { class: 'desk-empty' }, say('都有人办理。', 'Everything is held by somebody.')),
      el('h2', {}, say('已超时', 'Late')),
      tasksOf(overdue, say('没有超时的任务。', 'Nothing is late.'))
    ];
  }

  async function ofOneself() {
    const own = await of(person.userId);
    return [
      el('h2', {}, say('我手上的任务', 'What I hold')),
      own.items.length > 1 ? el('p', {}, button(say('全部转交…', 'Hand over all…'), { 'data-act': 'all' }, () => all(person.userId, say('我', 'mine')))) : '',
      tasksOf(own, say('您没有认领任何任务。', 'You hold nothing.'))
    ];
  }

  function load() {
    return (supervisor ? ofAll() : ofOneself()).then(parts => {
      if (!gone) { body.replaceChildren(...parts.flat(Infinity)); }
    }, refusal => { if (!gone) { trouble(body, refusal); } });
  }

  load();
  return () => { gone = true; };
}

/** On the page of an open task, for who holds it and for supervisors. */
const ofTheOpenTask = {
  id: 'desk-handover',
  pluginPoint: 'tasklist.task.action',
  priority: 50,
  render: (node, api, scope) => {
    scope.$watch('[task.id, task.assignee]', () => {
      const task = scope.task;
      node.replaceChildren();
      if (!task) { return; }
      me().then(person => {
        if (scope.task !== task) { return; }
        const may = task.assignee === person.userId || task.assignee && person.roles.includes('SUPERVISOR');
        node.replaceChildren(...(may ? [el('a', {
          href: '#', class: 'desk-handover', role: 'button',
          click: event => {
            event.preventDefault();
            const row = { taskId: task.id, taskKey: '', cinema: '', applicationNo: '', holder: { userId: task.assignee } };
            handOver(document.body, [row], say('转交这个任务', 'Hand over this task'), () => {
              scope.taskData.changed('task');
              scope.taskData.changed('taskList');
            });
          }
        }, el('span', { class: 'glyphicon glyphicon-transfer' }), ' ', say('转交 / 退回', 'Hand over'))] : []));
      }, () => {});
    }, true);
  }
};

export default page({
  app: 'tasklist', id: 'load', path: '/load', zh: '工作量', en: 'Workload', roles: ['SUPERVISOR', 'REVIEWER'], render
}).concat(ofTheOpenTask);
