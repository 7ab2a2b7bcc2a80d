/** The mini-program server: subscription messages, and the log-in codes that come from the same place. */
package org.cinemarefund.notice.wechat;
