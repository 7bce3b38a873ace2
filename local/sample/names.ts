import type { Random } from './random.ts';

const surnames = [...'王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹'];
const given = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志远思雨子涵欣怡浩宇佳琪'];
const firms = ['华盛', '远航', '金桥', '恒通', '嘉业', '瑞丰', '东方', '新联', '中科', '海天', '博雅', '信达'];
const trades = ['贸易', '物流', '科技', '电子', '建筑', '食品', '咨询', '印刷', '纺织', '医药'];
const offices = ['财政局', '教育局', '交通局', '水务局', '税务所', '档案馆', '人民医院', '第一中学'];
const mobilePrefixes = ['130', '131', '132', '155', '156', '185', '186', '176'];

/** A person's name: invented. */
export const personName = (numbers: Random): string =>
  numbers.pick(surnames) + numbers.pick(given) + (numbers.chance(0.6) ? numbers.pick(given) : '');

/** A firm's name: invented. */
export const firmName = (numbers: Random): string => `${numbers.pick(firms)}${numbers.pick(trades)}有限公司`;

/** An office of the government: invented. */
export const officeName = (numbers: Random): string =>
  `${numbers.pick(['城东', '城南', '城西', '城北'])}${numbers.pick(offices)}`;

/** A mobile number: invented. */
export const phoneNumber = (numbers: Random): string =>
  numbers.pick(mobilePrefixes) + String(numbers.whole(0, 99_999_999)).padStart(8, '0');
