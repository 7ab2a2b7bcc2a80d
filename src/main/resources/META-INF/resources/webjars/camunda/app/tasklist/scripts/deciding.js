// What makes deciding quick: a task claims itself with the answer, keys, the next task of the list, and an answer that outlives
// the session. For a form that keeps its page in a <template> of its own.

import { read } from './desk.js';

let open = null; // what the keys are for: the form that is open, or null

/**
 * The form's page in a scope of its own. Tasklist opens all forms of a day in one and the same scope, where what is gone would go on
 * being drawn, and what was read for one task would be seen in the next.
 */
export function own(camForm, { $scope, $compile }) {
  if ($scope.ownPage) { $scope.ownPage.$destroy(); }
  const scope = $scope.ownPage = $scope.$new();
  const form = camForm.formElement[0];
  const page = form.querySelector('template').content.firstElementChild.cloneNode(true);
  form.appendChild(page);
  $compile(page)(scope);
  scope.$on('$destroy', () => { if (open && open.scope === scope) { open = null; } });
  return scope;
}

const user = scope => scope.$root.authentication && scope.$root.authentication.name;

/* Drafts: of one task and one person, in this tab; gone with the decision, whoever made it. */

const DRAFT = 'refund-desk/draft/';
const NOT_THIS_PERSON = ['SAME_PERSON', 'OWN_ORDER'];
const storage = what => { try { return what(window.sessionStorage); } catch (unavailable) { return null; } };

const drafts = {
  read: (taskId, by) => storage(all => {
    const draft = JSON.parse(all.getItem(DRAFT + taskId));
    return draft && draft.by === by ? draft.answer : null;
  }),
  write: (taskId, by, answer) => storage(all => all.setItem(DRAFT + taskId, JSON.stringify({ by, answer }))),
  forget: taskId => storage(all => all.removeItem(DRAFT + taskId)),
  tasks: () => storage(all => Object.keys(all).filter(key => key.startsWith(DRAFT)).map(key => key.slice(DRAFT.length))) || []
};

/** What lies there of tasks that somebody decided meanwhile. */
function sweep(taskId) {
  drafts.tasks().filter(other => other !== taskId).forEach(other =>
    fetch('/camunda/api/engine/engine/default/task/' + encodeURIComponent(other), { headers: { Accept: 'application/json' } })
      .then(answer => { if (answer.status === 404) { drafts.forget(other); } }, () => null));
}

/* The list beside the form. */

function list() {
  const beside = document.querySelector('[cam-tasks]');
  const scope = beside && window.angular.element(beside).isolateScope();
  return scope && Array.isArray(scope.tasks) ? scope : null;
}

function show(beside, task) {
  beside.focus(null, task);
  const card = document.querySelector(`ol.tasks-list a[href*="task=${task.id}"]`);
  if (card) {
    card.blur(); // Enter is for the form
    card.closest('li').scrollIntoView({ block: 'nearest' });
  }
}

/** One further, or one back, over the edge of a page too. */
function move(taskId, step) {
  const beside = list();
  if (!beside || !beside.tasks.length) { return; }
  const at = beside.tasks.findIndex(task => task.id === taskId);
  const to = beside.tasks[at < 0 ? 0 : at + step];
  if (to) {
    show(beside, to);
  } else {
    beside.handleKeydown({ keyCode: step > 0 ? 40 : 38, preventDefault: () => null, target: document.querySelector('[cam-tasks]') });
  }
}

/** After a decision: the next that nobody else has, else the nearest before; false when there is none. */
function goOn(taskId, by) {
  const beside = list();
  if (!beside) { return false; }
  const at = beside.tasks.findIndex(task => task.id === taskId);
  const free = task => task.id !== taskId && (!task.assignee || task.assignee === by);
  const next = beside.tasks.slice(at + 1).find(free) || beside.tasks.slice(0, Math.max(at, 0)).reverse().find(free);
  if (next) {
    show(beside, next);
    beside.tasklistData.changed('taskList');
  }
  return Boolean(next);
}

const DECISIONS = ['APPROVED', 'SECOND_APPROVAL_NEEDED', 'REJECTED', 'EVIDENCE_REQUESTED', 'WITHDRAWN', 'ESCALATED'];

/** The line of the case's record that says who decided it last; null when it cannot be read. */
function whoDecided(applicationNo) {
  return read('/api/desk/cases/' + encodeURIComponent(applicationNo))
    .then(file => file.timeline.filter(line => DECISIONS.includes(line.event) && line.actor)
      .sort((one, other) => one.at < other.at ? 1 : -1)[0], () => null);
}

/**
 * A page of own() that decides: $scope.decide() claims the task and completes it.
 *
 * what.answer   (put, refuse) => as in open()
 * what.keys     (letter or digit) => true when it was one of the form's
 * what.restored (answer) => takes what was typed before the session ended
 * @param refusal what a failure says, as text for people
 */
export function decides(camForm, { $scope, $timeout }, what, refusal) {
  const scope = $scope;
  const taskId = camForm.taskId;
  const by = user(scope);
  const mine = () => scope.params && scope.params.taskId === taskId && scope.options;

  // Tasklist opens a task nobody claimed behind glass, with a button of its own.
  scope.$watch(() => mine() && (scope.options.disableForm || !scope.options.hideCompleteButton), hidden => {
    if (hidden) { Object.assign(scope.options, { disableForm: false, hideCompleteButton: true }); }
  });
  scope.held = () => Boolean(scope.kase && scope.kase.assignee && scope.kase.assignee !== by);

  let claimed = false; // by this answer: it goes back where somebody else has to decide

  const kept = drafts.read(taskId, by);
  if (kept) {
    Object.assign(scope.answer, kept);
    scope.restored = true;
  }
  scope.$watch('answer', answer => {
    if (scope.over) { return; }
    if (Object.values(answer).some(Boolean)) { drafts.write(taskId, by, answer); } else { drafts.forget(taskId); }
  }, true);
  sweep(taskId);

  /** Says why nothing was decided, by whom the task was taken meanwhile, and leaves what was typed. */
  function failed(failure) {
    const told = refusal(failure);
    const give = NOT_THIS_PERSON.includes(told.code) && claimed;
    claimed = false;
    if (give) {
      camForm.client.resource('task').unclaim(taskId, () => look(told));
    } else {
      look(told);
    }
  }

  function look(told) {
    const beside = list();
    if (beside) { beside.tasklistData.changed('task'); }
    fetch(what.path, { headers: { Accept: 'application/json' } })
      .then(answer => answer.ok ? answer.json() : answer.status === 404 ? null : {})
      .catch(() => ({}))
      .then(now => scope.$applyAsync(() => {
        scope.deciding = false;
        scope.refused = told.text;
        if (now && now.taskId) {
          scope.kase.assignee = now.assignee;
          if (scope.held()) {
            scope.refused = scope.say(now.assignee + ' 刚刚认领了这个任务。您填写的内容还在。',
              now.assignee + ' has just claimed this task. What you typed is still here.');
          }
        }
        if (!now || told.code === 'ALREADY_DECIDED') {
          drafts.forget(taskId);
          scope.over = true;
          if (told.code !== 'ALREADY_DECIDED') { scope.refused = scope.say('这个任务刚刚已由他人处理。', 'Somebody else has just decided this task.'); }
          whoDecided(scope.kase.applicationNo).then(line => scope.$applyAsync(() => {
            if (line) { scope.refused += scope.say('（', ' (') + line.actor + ' ' + line.text + scope.say('）', ')'); }
          }));
        }
      }));
  }

  scope.decide = () => {
    let refused = !scope.kase || scope.deciding || scope.over || scope.held();
    if (refused) { return; }
    scope.refused = null;
    what.answer(() => null, text => { scope.refused = text; refused = true; });
    if (refused) { return; }
    scope.deciding = true;
    camForm.client.resource('task').claim(taskId, by, failure => {
      if (failure) { failed(failure); return; }
      claimed = !scope.kase.assignee;
      camForm.submit((error, result) => {
        if (error) {
          failed(error);
          return;
        }
        drafts.forget(taskId);
        $timeout(() => { if (!goOn(taskId, by)) { scope.onFormCompletionCallback(null, result); } });
      });
    });
  };

  const page = camForm.formElement[0];
  open = { scope, taskId, page, decide: scope.decide, keys: what.keys };
}

const FIELDS = 'textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])';

document.addEventListener('keydown', event => {
  if (!open || event.isComposing || event.keyCode === 229 || event.altKey || event.defaultPrevented
    || !open.page.isConnected || !open.page.offsetParent || document.querySelector('.modal.in, .modal-open .modal')) { return; }
  const target = event.target instanceof Element ? event.target : document.body;
  const field = target.closest(FIELDS);
  const control = event.ctrlKey || event.metaKey;
  const does = act => {
    event.preventDefault();
    event.stopPropagation();
    open.scope.$apply(act);
  };
  if (event.key === 'Enter') {
    const inForm = open.page.contains(target);
    if (control ? inForm || !field : !field && !event.shiftKey && !event.repeat && !(target.closest('a, button, summary') )) {
      does(open.decide);
    }
    return;
  }
  if (field) {
    if (event.key === 'Escape' && open.page.contains(field)) { field.blur(); }
    return;
  }
  if (control || event.shiftKey) { return; }
  const key = event.key.toLowerCase();
  if (key === 'j' || key === 'k') {
    does(() => move(open.taskId, key === 'j' ? 1 : -1));
  } else if (!event.repeat && open.keys(key)) {
    does(() => null);
  }
}, true);

/** Whoever logs out leaves nothing behind; whose session ended does not. */
export function forgetAtLogOut(root) {
  root.$on('authentication.logout.success', () => drafts.tasks().forEach(drafts.forget));
}
