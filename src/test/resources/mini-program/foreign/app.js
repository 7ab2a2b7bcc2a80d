App({ globalData: { token: 'theirs' } })
