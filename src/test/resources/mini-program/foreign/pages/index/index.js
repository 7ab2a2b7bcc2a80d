Page({ data: {}, orders() { wx.navigateTo({ url: '/packageRefund/pages/orders/orders' }) } })
