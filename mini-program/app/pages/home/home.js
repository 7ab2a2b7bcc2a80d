/** A cinema's start page, as little of it as a moviegoer needs to get to the refunds. It is not for taking over. */
Page({
  data: { orders: '我的订单', about: '电影票、订单、退票' },

  onLoad() {
    if (wx.getAppBaseInfo().language.startsWith('en')) {
      this.setData({ orders: 'My orders', about: 'Tickets, orders, refunds' })
    }
  },

  toOrders() {
    wx.navigateTo({ url: '/packageRefund/pages/orders/orders' })
  },
})
