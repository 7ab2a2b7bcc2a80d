/** WeChat Pay v3: requests signed, answers and notifications verified before anybody believes them. */
package org.cinemarefund.payment.wechat;
