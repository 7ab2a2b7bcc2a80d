/** The only file to edit when these pages are taken over. 接入时只需修改这一个文件。 */
module.exports = {
  /** https address of the refund service; list it as request, uploadFile and downloadFile domain. 退款服务地址 */
  apiBase: 'https://refund.example.com',
  /** true: the contact sheet also offers WeChat's online service (客服消息 must be on). 是否开通微信在线客服 */
  onlineService: true,
  /** How many pictures one application or answer may carry; the service takes 6 at most. 最多上传几张图片 */
  pictures: 6,
}
