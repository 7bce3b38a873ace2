/** Languages of the summary. */
export type Lang = 'en' | 'zh';

const words = {
  night: ['Night of', '夜间运行'],
  policy: ['policy', '策略'],
  receipts: ['RECEIPTS 收据', '收据'],
  source: ['source', '来源'],
  feed: ['feed', '数据类别'],
  dumps: ['dumps', '文件'],
  rows: ['rows', '行数'],
  accepted: ['accepted', '接收'],
  refused: ['refused', '拒收'],
  status: ['status', '状态'],
  mostRefused: ['refused for', '拒收原因'],
  wholeRow: ['whole row', '整行'],
  customers: ['customers', '客户'],
  stages: ['LIFECYCLE 生命周期', '生命周期'],
  movers: ['MOVERS 异动', '异动'],
  allNew: ['first night: every customer is new', '首夜：全部为新客户'],
  nobodyMoved: ['nobody moved since the last night', '与上一夜相比无变动'],
  newHere: ['new', '新增'],
  written: ['decisions written', '写入决策'],
  unchanged: ['unchanged', '未变'],
  risk: ['CHURN RISK 离网风险', '离网风险'],
  topRisks: ['points, customer, region, tier, stage; and why', '分数、客户、区域、等级、阶段；原因'],
  work: ['WORK 工作', '工作'],
  candidates: ['candidates', '候选'],
  queued: ['queued', '派单'],
  suppressed: ['suppressed', '抑制'],
  heldOut: ['held out', '对照'],
  deferred: ['deferred', '顺延'],
  whySuppressed: ['suppressed because', '抑制原因'],
  digests: ["AGENTS' DIGESTS 每日清单", '客户经理每日清单'],
  assigned: ['assigned', '已分配'],
  waiting: ['waiting for capacity', '等待产能'],
  agentsWithWork: ['agents have work', '位客户经理有任务'],
  delivered: ['digests delivered', '份清单已送达'],
  noWork: ['no work was queued, so no digests were sent', '无派单，未发送清单'],
  cost: ['WHAT IT TOOK', '开销'],
  seconds: ['seconds', '秒'],
  requests: ['requests', '请求'],
  writeUnits: ['write units', '写单位'],
  readUnits: ['read units', '读单位'],
  denied: ['refused by IAM', '权限拒绝'],
  next: ['WHERE IT IS, AND WHAT NEXT', '位置与下一步'],
  done: ['Everything was done by an earlier start; nothing was changed.', '之前已全部完成，本次未作更改。'],
  well: ['All is well', '一切正常'],
  notWell: ['Not as it must be', '存在问题'],
} as const;

/** Words of the summary in one language. */
export const wordsIn =
  (lang: Lang) =>
  (word: keyof typeof words): string =>
    words[word][lang === 'zh' ? 1 : 0];
