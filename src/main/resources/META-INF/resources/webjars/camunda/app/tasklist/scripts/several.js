// Several reviews decided at once: those of one rule, as many as the server takes, each of them judged by itself.
import { cell, el, page, read, say, trouble, when, write, yuan } from './desk.js';

const MOST = 50;

function sum(rows) {
  return rows.reduce((all, row) => all + (row.refundAmount || 0), 0);
}

function ofCount(count) {
  return say(count + ' 笔', count === 1 ? '1 refund' : count + ' refunds');
}

/** Where nothing would be paid by a plain yes there is no sum to tell. */
function inAll(rows) {
  return sum(rows) ? say('，共 ', ', ') + yuan(sum(rows)) : '';
}

function due(row) {
  if (!row.dueAt) { return '—'; }
  return [el('span', { class: row.late ? 'desk-late' : null }, when(row.dueAt)),
    row.late ? el('span', { class: 'desk-mark late' }, say('已超时', 'late')) : null];
}

function marks(row) {
  return row.marks.map(mark => el('span', { class: 'desk-mark' }, mark));
}

/** Rows by what they have in common, in the order of their first deadline. */
function grouped(rows) {
  const groups = new Map();
  rows.forEach(row => {
    if (!groups.has(row.group)) { groups.set(row.group, []); }
    groups.get(row.group).push(row);
  });
  return [...groups.entries()].map(([key, members]) => ({ key, members }));
}

function render(node, person) {
  let rows = [];
  let reasons = [];
  const chosen = new Set();
  let gone = false;

  const told = el('section', { class: 'desk-told', role: 'status', tabindex: '-1' });
  const list = el('div', {});
  const bar = el('div', { class: 'desk-bar' });
  const again = el('button', { type: 'button', class: 'btn btn-default btn-sm', click: () => load() }, say('刷新', 'Refresh'));
  node.append(
    el('header', { class: 'desk-head' }, el('h1', {}, say('批量审核', 'Several at once')), again),
    el('p', { class: 'small' }, say(
      '勾选同一规则的任务，一次最多 ' + MOST + ' 笔。没人认领的在办理时由您认领；同事正在办理的不能选。',
      'Choose tasks of one rule, ' + MOST + ' at most. What nobody has claimed is claimed by you as you decide; what a colleague holds cannot be chosen.')),
    told, list, bar);

  function selected() { return rows.filter(row => chosen.has(row.taskId)); }
  function chosenGroup() { const first = selected()[0]; return first ? first.group : null; }
  function choosable(row) { return row.mine; }

  function toggle(row, on) {
    if (on) { chosen.add(row.taskId); } else { chosen.delete(row.taskId); }
    show();
  }

  function holder(row) {
    if (!row.holder) { return say('无人认领', 'nobody yet'); }
    return row.holder.userId === person.userId ? say('我', 'me') : row.holder.name;
  }

  function line(row, open) {
    const name = row.filmTitle + ' ' + yuan(row.refundAmount);
    const box = el('input', {
      type: 'checkbox', 'data-task': row.taskId, 'aria-label': say('选择 ', 'Choose ') + name,
      disabled: !choosable(row) || !open || (chosen.size >= MOST && !chosen.has(row.taskId)),
      checked: chosen.has(row.taskId),
      change: event => toggle(row, event.target.checked)
    });
    return el('tr', { 'data-application': row.applicationNo, class: chosen.has(row.taskId) ? 'chosen' : null },
      cell('', { class: 'pick' }, box),
      cell(say('影片', 'Film'), {}, el('a', { href: '#/?task=' + row.taskId, class: 'words' }, row.filmTitle),
        el('div', { class: 'small words' }, row.cinema)),
      cell(say('场次', 'Show'), {}, when(row.showTime)),
      cell(say('应退', 'Refund'), { class: 'number' }, el('strong', {}, row.refundAmount === undefined ? '—' : yuan(row.refundAmount)),
        el('div', { class: 'small' }, say('实付 ', 'paid ') + yuan(row.paidAmount))),
      cell(say('理由', 'Reason'), {}, row.reasonText),
      cell(say('期限', 'Due'), {}, due(row)),
      cell(say('注意', 'Marks'), {}, marks(row)),
      cell(say('办理人', 'Held by'), { class: 'words' }, holder(row)));
  }

  function section(group) {
    const first = group.members[0];
    const open = chosenGroup() === null || chosenGroup() === group.key;
    const free = group.members.filter(choosable);
    const picked = free.filter(row => chosen.has(row.taskId)).length;
    const wanted = Math.min(free.length, MOST);
    const all = el('input', {
      type: 'checkbox', class: 'desk-all', disabled: !open || free.length === 0, checked: picked > 0 && picked >= wanted,
      change: event => {
        free.slice(0, MOST).forEach(row => { if (event.target.checked) { chosen.add(row.taskId); } else { chosen.delete(row.taskId); } });
        if (!event.target.checked) { free.forEach(row => chosen.delete(row.taskId)); }
        show();
      }
    });
    all.indeterminate = picked > 0 && picked < wanted;
    const heads = [say('影片', 'Film'), say('场次', 'Show'), say('应退', 'Refund'), say('理由', 'Reason'), say('期限', 'Due'),
      say('注意', 'Marks'), say('办理人', 'Held by')];
    return el('section', { class: 'desk-group' + (open ? '' : ' closed'), 'data-group': group.key },
      el('h2', {}, el('span', { class: 'words' }, first.rule.clause),
        el('span', { class: 'small' }, first.kind + ' · ' + say('规则 ', 'rule ') + first.rule.plan + ' ' + first.rule.ruleId)),
      el('label', { class: 'desk-pick-all' }, all,
        say('选择本组 ', 'Choose this group: ') + ofCount(free.length) + inAll(free)
        + (free.length > MOST ? say('（一次前 ' + MOST + ' 笔）', ' (the first ' + MOST + ')') : '')),
      el('table', {},
        el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, el('span', { class: 'sr-only' }, say('选择', 'Choose'))),
          heads.map((head, i) => el('th', { scope: 'col', class: i === 2 ? 'number' : null }, head)))),
        el('tbody', {}, group.members.map(row => line(row, open)))));
  }

  function show() {
    const focused = document.activeElement && document.activeElement.getAttribute('data-task');
    const at = node.scrollTop;
    list.replaceChildren(...(rows.length ? grouped(rows).map(section)
      : [el('p', { class: 'desk-empty' }, say('现在没有待审核的任务。', 'Nothing to review now.'))]));
    bar.hidden = rows.length === 0;
    const rowsChosen = selected();
    const noYes = rowsChosen.some(row => row.refundAmount === undefined);
    bar.replaceChildren(
      el('div', { class: 'desk-sum', 'aria-live': 'polite' },
        say('已选 ', 'Chosen: '), el('strong', { 'data-field': 'count' }, ofCount(rowsChosen.length)),
        say('，共 ', ', '), el('strong', { 'data-field': 'sum' }, yuan(sum(rowsChosen))),
        noYes ? el('span', { class: 'small' }, say('这一组没有可以直接同意的金额，要同意请逐个打开。',
          'There is no sum a plain yes would pay here; to approve, open them one by one.')) : null),
      el('div', { class: 'desk-acts' },
        el('button', { type: 'button', class: 'btn btn-default', disabled: !rowsChosen.length, click: () => { chosen.clear(); show(); } },
          say('清除', 'Clear')),
        el('button', { type: 'button', class: 'btn btn-default', 'data-act': 'REJECT', disabled: !rowsChosen.length,
          click: () => ask('REJECT') }, say('拒绝…', 'Refuse…')),
        el('button', { type: 'button', class: 'btn btn-primary', 'data-act': 'APPROVE', disabled: !rowsChosen.length || noYes,
          click: () => ask('APPROVE') }, say('同意…', 'Approve…'))));
    node.scrollTop = at;
    if (focused) {
      const box = list.querySelector('[data-task="' + focused + '"]');
      if (box) { box.focus(); }
    }
  }

  /** Says once more how many and how much before anything is sent. */
  function ask(decision) {
    const asked = selected();
    const yes = decision === 'APPROVE';
    const comment = el('textarea', { class: 'form-control', rows: '2', maxlength: '500', id: 'desk-comment' });
    const reason = el('select', { class: 'form-control', id: 'desk-reason' },
      el('option', { value: '' }, say('请选择', 'Please choose')),
      reasons.map(each => el('option', { value: each.code }, each.text)));
    const refused = el('p', { class: 'desk-trouble', role: 'alert', hidden: true });
    const refuse = text => { refused.textContent = text; refused.hidden = false; };
    const send = el('button', { type: 'submit', class: 'btn btn-primary' }, yes
      ? say('确认同意 ' + ofCount(asked.length), 'Approve ' + ofCount(asked.length))
      : say('确认拒绝 ' + ofCount(asked.length), 'Refuse ' + ofCount(asked.length)));
    const dialog = el('dialog', { class: 'desk-dialog', 'aria-labelledby': 'desk-question', close: () => dialog.remove() },
      el('form', {
        submit: event => {
          event.preventDefault();
          const known = reasons.find(each => each.code === reason.value);
          const words = comment.value.trim();
          if (!yes && !known) { refuse(say('请选择拒绝的原因。', 'Choose a reason.')); reason.focus(); return; }
          if (!yes && known.commentRequired && !words) {
            refuse(say('选择这个原因时请写明理由。', 'This reason asks for a comment.')); comment.focus(); return;
          }
          send.disabled = true;
          decide(asked, decision, words, yes ? null : known.code).then(() => { dialog.close(); told.focus(); node.scrollTop = 0; }, no => {
            send.disabled = false;
            refuse(no.detail || say('没有成功，请重试。', 'That did not work, try again.'));
          });
        }
      },
      el('h2', { id: 'desk-question' }, yes
        ? say('同意 ' + ofCount(asked.length) + '，共退 ' + yuan(sum(asked)) + '？', 'Approve ' + ofCount(asked.length) + ', ' + yuan(sum(asked)) + ' in all?')
        : say('拒绝 ', 'Refuse ') + ofCount(asked.length) + inAll(asked) + say('？', '?')),
      el('p', { class: 'words small' }, asked[0].rule.clause),
      yes ? null : [el('label', { for: 'desk-reason' }, say('拒绝的原因', 'Reason')), reason],
      el('label', { for: 'desk-comment' }, yes ? say('审核意见（可不填）', 'Comment (optional)') : say('说明（顾客看得到）', 'Comment (the customer reads it)')),
      comment, refused,
      el('div', { class: 'desk-acts' },
        el('button', { type: 'button', class: 'btn btn-default', click: () => dialog.close() }, say('返回', 'Back')), send)));
    node.append(dialog);
    dialog.showModal();
    (yes ? send : reason).focus();
  }

  async function decide(asked, decision, comment, rejectReason) {
    const items = asked.map(row => ({
      taskId: row.taskId, decision, comment: comment || undefined, rejectReason: rejectReason || undefined
    }));
    const answer = await write('POST', '/api/desk/decisions', { items });
    const byTask = new Map(asked.map(row => [row.taskId, row]));
    results(answer.items.map(item => ({ ...item, row: byTask.get(item.taskId) })));
    chosen.clear();
    await load();
  }

  function results(items) {
    const done = items.filter(item => item.result === 'DONE');
    const not = items.filter(item => item.result !== 'DONE');
    const of = item => el('li', { 'data-result': item.result, 'data-application': item.row.applicationNo },
      el('span', { class: 'words' }, item.row.filmTitle), ' ', yuan(item.row.refundAmount), ' ',
      el('span', { class: 'small' }, item.row.applicationNo), ' — ', el('strong', {}, item.text));
    told.replaceChildren(
      el('h2', {}, say('办理了 ', 'Decided: ') + ofCount(done.length) + say('，共 ', ', ') + yuan(sum(done.map(item => item.row)))
        + (not.length ? say('；没有办成 ', '; not decided: ') + ofCount(not.length) : '')),
      not.length ? el('ul', { class: 'desk-not' }, not.map(of)) : '',
      done.length ? el('details', {}, el('summary', {}, say('办成的', 'Those decided')), el('ul', {}, done.map(of))) : '');
  }

  function load() {
    again.disabled = true;
    return read('/api/desk/open-tasks').then(answer => {
      if (gone) { return; }
      rows = answer.items;
      reasons = answer.rejectReasons;
      [...chosen].filter(id => !rows.some(row => row.taskId === id && choosable(row))).forEach(id => chosen.delete(id));
      show();
      if (answer.more) {
        list.append(el('p', { class: 'small' }, say('还有更多，办完这些后刷新。', 'There are more; refresh when these are done.')));
      }
    }, refusal => { if (!gone) { trouble(list, refusal); } }).finally(() => { again.disabled = false; });
  }

  load();
  return () => { gone = true; };
}

export default page({
  app: 'tasklist', id: 'several', path: '/several', zh: '批量审核', en: 'Several at once', roles: ['REVIEWER', 'SUPERVISOR'], render
});
