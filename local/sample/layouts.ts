import { encodeGb18030 } from './gb18030.ts';
import type { Mistake } from './mistakes.ts';
import type { Layout } from './operator.ts';
import type { Row } from './rows.ts';

/** How a system writes its files. */
export type FileLayout = {
  delimiter: string;
  newline: string;
  /** A byte order mark before everything. */
  mark: boolean;
  encode: (text: string) => Buffer;
  /** Its own names of the columns by feed; columns without one are left out. Undefined: the contract's own names. */
  names?: Record<string, Record<string, string>>;
  /** A cell as this system writes it. */
  cell: (column: string, text: string) => string;
};

const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');
const isDay = /^\d{4}-\d\d-\d\d$/;

/** The south's billing system of the nineties: Chinese names, bytes and seconds, `NULL` for nothing. */
const southNames: Record<string, Record<string, string>> = {
  customers: {
    customerId: '客户编号',
    name: '客户名称',
    phone: '联系电话',
    segment: '客户类型',
    region: '区域',
    brand: '品牌',
    plan: '套餐',
    joinedOn: '入网日期',
    contractEndsOn: '合约到期日',
    contractMonths: '合约期',
    creditScore: '信用度',
    list: '名单',
    status: '状态',
    portedIn: '是否转网',
    dataLine: '是否专线',
    managerId: '客户经理',
  },
  usage: {
    customerId: '客户编号',
    voiceMinutes: '主叫分钟',
    incomingMinutes: '被叫分钟',
    longDistanceMinutes: '长途分钟',
    internationalMinutes: '国际分钟',
    roamingMinutes: '漫游分钟',
    dataMb: '流量KB',
    smsCount: '短信条数',
    activeDays: '使用天数',
  },
  billing: {
    customerId: '客户编号',
    charged: '出账金额',
    voiceFee: '语音费',
    longDistanceFee: '长途费',
    internationalFee: '国际费',
    dataFee: '流量费',
    smsFee: '短信费',
    roamingFee: '漫游费',
    rechargeAmount: '充值金额',
    rechargeCount: '充值次数',
    balance: '账户余额',
    monthlyFee: '月租费',
    arrears: '欠费金额',
    arrearsDays: '欠费天数',
    lastPaidOn: '最近缴费日',
  },
  service: {
    customerId: '客户编号',
    complaints: '投诉次数',
    faults: '故障次数',
    hotlineCalls: '热线呼入',
    competitorCalls: '异网热线',
    refundDisputes: '退费争议',
    satisfaction: '满意度',
  },
};

/** What the south writes for the contract's words; its mappings turn them back. */
const southWords: Record<string, Record<string, string>> = {
  segment: { consumer: '个人', household: '家庭', enterprise: '企业', government: '政府' },
  list: { red: '红名单', black: '黑名单' },
  status: { active: '在网', suspended: '停机', closed: '销户', 'ported-out': '携号转出' },
  portedIn: { yes: '是', no: '否' },
  dataLine: { yes: '是', no: '否' },
};

const southCell = (column: string, text: string): string => {
  if (text === '') return column === 'customerId' ? '' : 'NULL';
  if (isDay.test(text)) return text.replaceAll('-', '');
  if (column === 'dataMb' && /^\d+(\.\d+)?$/.test(text)) return String(Math.round(Number(text) * 1_000));
  return southWords[column]?.[text] ?? text;
};

/** A day without leading noughts: 2026/2/30. */
const slashed = (text: string): string => text.split('-').map(Number).join('/');

/** How each layout's files look. */
export const layouts: Record<Layout, FileLayout> = {
  standard: {
    delimiter: ',',
    newline: '\n',
    mark: false,
    encode: utf8,
    cell: (_column, text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text),
  },
  south: {
    delimiter: '|',
    newline: '\n',
    mark: false,
    encode: encodeGb18030,
    names: southNames,
    cell: southCell,
  },
  west: {
    delimiter: '\t',
    newline: '\r\n',
    mark: true,
    encode: utf8,
    cell: (_column, text) => (isDay.test(text) ? slashed(text) : text),
  },
};

/** Columns of a file, by the contract's names: the row's own, less those that the layout does not know. */
export const columnsOf = (layout: FileLayout, feed: string, row: Row): string[] => {
  const names = layout.names?.[feed];
  return Object.keys(row).filter((column) => names === undefined || names[column] !== undefined);
};

/** The header line. */
export const headerLine = (layout: FileLayout, feed: string, columns: readonly string[]): string =>
  (layout.mark ? '\ufeff' : '') +
  columns.map((column) => layout.names?.[feed]?.[column] ?? column).join(layout.delimiter) +
  layout.newline;

/** A row's line, spoilt where there is a mistake. */
export const rowLine = (layout: FileLayout, columns: readonly string[], row: Row, mistake?: Mistake): string => {
  const spoilt = mistake?.spoil ? mistake.spoil(row) : row;
  const cells = columns.map((column) => layout.cell(column, spoilt[column] ?? ''));
  return cells.slice(0, mistake?.cutAfter).join(layout.delimiter) + layout.newline;
};
