// What the forms of our tasks share; Tasklist loads it before it opens any (config.js). Forms lie in the database with their
// version of the process and open as long as a task of it does: what one of them ever called stays here.

import { decides, forgetAtLogOut, own } from './deciding.js';
import { el, say, when, yuan } from './desk.js';

/** Parts of several forms, by the name under which they are included. */
const PARTS = {
  'refund-desk/order-now': `
    <h4>{{ say('订单现在的情况', 'The order now') }}</h4>
    <table>
      <tr ng-repeat="fact in kase.orderNow" ng-class="{changed: fact.changed}"><td>{{ fact.text }}</td><td data-field="now-{{ fact.field }}"><strong class="words" ng-if="fact.changed">{{ fact.now }}</strong><span class="words" ng-if="!fact.changed">{{ fact.now }}</span><span class="small words" ng-if="fact.changed">　{{ say('申请时：', 'When they applied: ') }}{{ fact.then }}</span></td></tr>
    </table>`,
  'refund-desk/order': `
    <h4>{{ say('订单', 'Order') }}</h4>
    <table>
      <tr><td>{{ say('影片', 'Film') }}</td><td><span class="words" data-field="filmTitle">{{ kase.order.filmTitle }}</span></td></tr>
      <tr><td>{{ say('场次', 'Show') }}</td><td>{{ when(kase.order.showTime) }}　<span class="words">{{ kase.order.hall }}</span></td></tr>
      <tr><td>{{ say('座位', 'Seats') }}</td><td class="words">{{ kase.order.seats.join('、') }}</td></tr>
      <tr><td>{{ say('影票', 'Tickets') }}</td><td>{{ kase.order.ticketKind }} · {{ kase.order.ticketState }} · {{ kase.order.screeningStatus }}</td></tr>
      <tr><td>{{ say('影院', 'Cinema') }}</td><td class="words" data-field="cinema">{{ kase.cinema }}</td></tr>
      <tr><td>{{ say('购票时间', 'Bought') }}</td><td>{{ when(kase.order.paidAt) }}</td></tr>
      <tr><td>{{ say('申请时间', 'Applied') }}</td><td>{{ when(kase.appliedAt) }}</td></tr>
      <tr ng-if="kase.reviewDueAt"><td>{{ say('审核期限', 'Due') }}</td><td><strong>{{ when(kase.reviewDueAt) }}</strong></td></tr>
      <tr ng-if="kase.order.invoiced"><td>{{ say('发票', 'Invoice') }}</td><td>{{ say('已开票，退款后需冲红', 'Issued; to be reversed after the refund') }}</td></tr>
      <tr><td>{{ say('订单号', 'Order no.') }}</td><td data-field="orderNo">{{ kase.order.orderNo }}</td></tr>
      <tr><td>{{ say('退款单号', 'Refund no.') }}</td><td data-field="applicationNo">{{ kase.applicationNo }}</td></tr>
    </table>`,
  'refund-desk/rule': `
    <h4>{{ say('适用规则', 'Rule') }}</h4>
    <div class="words" data-field="clause">{{ kase.rule.clause }}</div>
    <div class="small">{{ say('规则 ', 'Plan ') }}{{ kase.rule.plan }}{{ say('，第 ', ', version ') }}{{ kase.rule.version }}{{ say(' 版，', ', ') }}{{ kase.rule.ruleId }}</div>
    <table class="inputs" data-field="inputs" ng-if="kase.ruleInputs.length">
      <tr ng-repeat="input in kase.ruleInputs"><td>{{ input.text }}</td><td class="words">{{ input.value }}</td></tr>
    </table>`,
  'refund-desk/this-month': `
    <h4 class="later">{{ say('这位顾客本月', 'This customer, this month') }}</h4>
    <div data-field="moviegoer">{{ say('已退款 ', 'Refunds: ') }}{{ kase.moviegoer.refunds }}{{ say(' 次；反映影院问题 ', '; blamed the cinema: ') }}{{ kase.moviegoer.claims }}{{ say(' 次，其中属实 ', ', confirmed: ') }}{{ kase.moviegoer.granted }}{{ say(' 次', '') }}</div>`,
  'refund-desk/history': `
    <h4>{{ say('经过', 'What happened') }}</h4>
    <table class="history">
      <tr ng-repeat="line in kase.history"><td>{{ when(line.at) }}</td><td>{{ line.text }}</td><td>{{ line.actor }}</td><td class="words">{{ line.detail }}</td></tr>
    </table>`,
  'refund-desk/pictures': `
    <h4 class="later">{{ say('顾客的图片（', 'Pictures (') }}{{ kase.evidence.length }}{{ say('）', ')') }}</h4>
    <div class="pictures" data-field="pictures">
      <a ng-repeat="id in kase.evidence" ng-href="/api/evidence/{{ id }}" target="_blank" rel="noopener noreferrer" title="{{ say('点开看大图', 'Open it large') }}"><img ng-src="/api/evidence/{{ id }}" alt="{{ say('图片', 'Picture') }} {{ $index + 1 }}"></a>
    </div>`,
  'refund-desk/money': `
    <h4>{{ say('这笔退款', 'This refund') }}</h4>
    <div class="sum" data-field="refundAmount">{{ yuan(kase.refundAmount) }}</div>
    <div><strong data-field="state">{{ kase.money.stateText }}</strong></div>
    <div ng-include="'refund-desk/numbers'"></div>`,
  'refund-desk/numbers': `
    <h4>{{ say('单号', 'Numbers') }}</h4>
    <table>
      <tr ng-if="kase.money.receivedAccount"><td>{{ say('到账账户', 'Account') }}</td><td class="words">{{ kase.money.receivedAccount }}</td></tr>
      <tr ng-if="kase.money.sends"><td>{{ say('提交', 'Sent') }}</td><td>{{ when(kase.money.firstSentAt) }}<span ng-if="kase.money.sends > 1">{{ say('，共 ', ', ') }}{{ kase.money.sends }}{{ say(' 次', ' times') }}</span></td></tr>
      <tr ng-if="kase.money.lastAskedAt"><td>{{ say('最近查询', 'Last asked') }}</td><td>{{ when(kase.money.lastAskedAt) }}</td></tr>
      <tr><td>{{ say('商户单号', 'Our no.') }}</td><td>{{ kase.money.outRefundNo }}</td></tr>
      <tr ng-if="kase.money.refundId"><td>{{ say('微信单号', 'WeChat no.') }}</td><td>{{ kase.money.refundId }}</td></tr>
      <tr><td>{{ say('支付单号', 'Payment') }}</td><td data-field="transactionId">{{ kase.money.transactionId }}</td></tr>
      <tr ng-if="kase.money.refundedElsewhere"><td>{{ say('在别处已退', 'Elsewhere') }}</td><td data-field="refundedElsewhere"><strong>{{ yuan(kase.money.refundedElsewhere) }}</strong>{{ say('（微信通知过的）', ' (as WeChat told)') }}</td></tr>
    </table>`,
  'refund-desk/application': `
    <h4>{{ say('申请', 'Application') }}</h4>
    <table>
      <tr><td>{{ say('影院', 'Cinema') }}</td><td class="words" data-field="cinema">{{ kase.cinema }}</td></tr>
      <tr><td>{{ say('影片', 'Film') }}</td><td><span class="words" data-field="filmTitle">{{ kase.order.filmTitle }}</span></td></tr>
      <tr><td>{{ say('场次', 'Show') }}</td><td>{{ when(kase.order.showTime) }}</td></tr>
      <tr><td>{{ say('实付', 'Paid') }}</td><td>{{ yuan(kase.paidAmount) }}{{ say('，扣除 ', ', kept ') }}{{ yuan(kase.fee) }}</td></tr>
      <tr><td>{{ say('适用规则', 'Rule') }}</td><td class="words" data-field="clause">{{ kase.rule.clause }}</td></tr>
      <tr><td>{{ say('订单号', 'Order no.') }}</td><td data-field="orderNo">{{ kase.order.orderNo }}</td></tr>
      <tr><td>{{ say('退款单号', 'Refund no.') }}</td><td data-field="applicationNo">{{ kase.applicationNo }}</td></tr>
    </table>
    <div ng-if="kase.evidence.length" ng-include="'refund-desk/pictures'"></div>`,
  'refund-desk/story': `
    <div class="told-sum"><span class="sum" data-field="refundAmount">{{ yuan(kase.refundAmount) }}</span> <strong data-field="state">{{ kase.money.stateText }}</strong></div>
    <h4>{{ say('发生了什么', 'What happened') }}</h4>
    <p data-field="what">{{ kase.money.what }}</p>
    <div ng-if="kase.money.answer" data-field="answer">
      <h4>{{ say('微信的答复', 'What WeChat answered') }}</h4>
      <p>{{ kase.money.answer.text }} <span class="small" data-field="refusal">{{ kase.money.answer.code }}</span></p>
      <blockquote class="words quote" lang="zh-CN" data-field="quote" ng-if="kase.money.answer.quote">{{ kase.money.answer.quote }}</blockquote>
    </div>
    <h4>{{ say('钱现在在哪里', 'Where the money is') }}</h4>
    <p class="safe" data-field="where">{{ kase.money.where }}</p>`
};

/**
 * A form of ours: reads what it is about into $scope.kase, sends nothing that its own check refuses, and shows why the server
 * refused.
 *
 * what.path    where to read it
 * what.unread  said when that fails
 * what.early   said when somebody submits before it was read
 * what.answer  (put, refuse) => puts the variables of the answer, or refuses with a sentence
 * what.keys    (key) => whether it is one of the form's; with it the page is one of own() and decides by itself, see deciding.js
 */
function open(camForm, injected, what) {
  const { $scope, $http, $templateCache } = injected;
  const variables = camForm.variableManager;
  Object.keys(PARTS).forEach(name => $templateCache.put(name, PARTS[name]));
  // Nothing of the task before, whose form may have had the same scope; and an answer that comes late is not for the next.
  Object.assign($scope, { yuan, when, say, kase: null, kaseError: null, refused: null, ofForm: camForm,
    chosen: () => { $scope.refused = null; } });
  const shown = () => $scope.ofForm === camForm;

  function read() {
    return $http.get(what.path).then(answer => {
      if (shown()) { $scope.kase = answer.data; }
    }, failure => {
      if (shown()) { $scope.kaseError = (failure.data && failure.data.detail) || what.unread; }
    });
  }
  function put(name, value) {
    if (variables.variable(name)) { variables.variableValue(name, value); } else {
      variables.createVariable({ name, type: 'String', value });
    }
  }
  camForm.on('form-loaded', () => { read(); });
  camForm.on('submit', form => {
    const refuse = text => { $scope.refused = text; form.submitPrevented = true; };
    $scope.refused = null;
    if (!$scope.kase) { refuse(what.early); } else { what.answer(put, refuse); }
  });
  camForm.on('submit-failed', (form, args) => {
    if ($scope.refused) { return; } // we refused it ourselves, before it was sent
    $scope.refused = refusal(args && args[0]).text;
  });
  // A draft would stay in the browser of a desk that several people share.
  camForm.on('store', form => { form.storePrevented = true; });
  if (what.keys) {
    atFirst($scope.$root);
    decides(camForm, injected, what, refusal);
  }
  return { read };
}

/** What a failed call of the engine's API says: our code, where it is one of ours, and its text. */
function refusal(failure) {
  const known = /(?:^|[^A-Z_])([A-Z][A-Z_]{3,}): ([^]+)$/.exec(String((failure && failure.message) || ''));
  return known ? { code: known[1], text: known[2] }
    : { code: null, text: say('提交没有成功，请刷新页面后重试。', 'It was not taken. Reload the page and try again.') };
}

let ready = false;

function atFirst(root) {
  if (!ready) { forgetAtLogOut(root); }
  ready = true;
}

window.refundDesk = { open, own, say };

/** On a phone the task fills the screen; this leads back to the list. */
const backToList = {
  id: 'refund-desk-back',
  pluginPoint: 'tasklist.task.action',
  priority: 1000,
  render: node => {
    const back = el('button', {
      type: 'button',
      class: 'btn btn-link to-list',
      click: () => {
        const [path, search] = window.location.hash.slice(1).split('?');
        const kept = new URLSearchParams(search);
        ['task', 'detailsTab'].forEach(name => kept.delete(name));
        window.location.hash = path + '?' + kept;
      }
    }, say('‹ 返回列表', '‹ Back to the list'));
    node.replaceChildren(back);
  }
};

export default [backToList];
