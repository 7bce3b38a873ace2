import type { ReplyLink, ReplyLinks } from '../../shared/aws/reply-links.ts';
import type { WorkTable } from '../../shared/aws/work.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/contracts/http-request.ts';
import type { WorkItem } from '../../shared/contracts/items/work.ts';
import type { ReplyPolicy } from '../../shared/contracts/policy/reply.ts';
import { localDate } from '../../shared/domain/calendar.ts';
import { pageFiles } from '../../shared/domain/reply/page-files.ts';
import { type FormFields, type Result, replyRow } from '../../shared/domain/reply/reply-form.ts';
import { messagePage, type PageSettings, recordedPage, workPage } from '../../shared/domain/reply/reply-page.ts';
import { isOver } from '../../shared/domain/work/work-life.ts';

/** What the reply page needs. */
export type ReplyPorts = {
  work: Pick<WorkTable, 'get'>;
  links: () => Promise<ReplyLinks>;
  /**
   * Puts a reply into the landing bucket, once.
   * @returns false, and changes nothing, where a reply of that name is there
   */
  land: (period: string, name: string, body: string) => Promise<boolean>;
  policy: { reply: ReplyPolicy; currency: string };
  /** Operator's IANA time zone. */
  timeZone: string;
  report: {
    /** A page was shown or a reply taken. */
    answered(what: 'shown' | 'recorded'): void;
    /** Nothing was, and why. */
    refused(why: Refusal): void;
  };
};

/** Why a request is refused. */
export type Refusal = 'forged' | 'expired' | 'moved' | 'repeated' | 'large' | 'incomplete' | 'unknown';

/** A form is some kilobytes, even in Chinese and encoded for an address; whatever is longer is read no further. */
const mostBytes = 32_768;

/**
 * Only what comes from the page's own origin, nothing inline, no frame around it, no copy kept, no word of the link to
 * anybody else: the address is the permission.
 */
const headers = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
  'strict-transport-security': 'max-age=31536000',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

const page = (statusCode: number, body: string): HttpAnswer => ({ statusCode, headers, body });

/**
 * The page behind the links of digests: shows one piece of work to the agent it was given to, and takes what came of it as a
 * row of the outcomes feed. Each form may be sent once; the link may be opened as often as one likes, until it expires.
 */
export const reply =
  (ports: ReplyPorts) =>
  async (request: HttpRequest): Promise<HttpAnswer> => {
    const { routeKey, pathParameters, queryStringParameters, requestContext } = request;
    if (routeKey === 'GET /reply/{file}') return fileOf(pathParameters.file ?? '');
    const language = queryStringParameters.lang === 'en' ? 'en' : 'zh';
    const settings: PageSettings = {
      ...{ policy: ports.policy.reply, currency: ports.policy.currency, timeZone: ports.timeZone },
      language,
    };
    const refuse = (status: number, why: Refusal): HttpAnswer => {
      ports.report.refused(why);
      return refusedPage(status, why, settings);
    };
    const body = request.body ?? '';
    if (body.length > mostBytes) return refuse(413, 'large');
    const links = await ports.links();
    const linkText = pathParameters.link ?? '';
    const link = links.openLink(linkText);
    if (!link) return refuse(403, 'forged');
    if (requestContext.timeEpoch >= link.expiresAt * 1_000) return refuse(410, 'expired');
    const item = (await ports.work.get([link.workId])).get(link.workId);
    if (item?.agentId !== link.agentId) return refuse(403, 'moved');
    if (routeKey === 'POST /r/{link}')
      return take(ports, { request, links, link, linkText, item, settings, refuse, body });
    if (routeKey !== 'GET /r/{link}') return refuse(404, 'unknown');
    ports.report.answered('shown');
    return page(
      200,
      workPage(item, settings, isOver(item.state) ? undefined : { pass: passOf(links, linkText, request) }),
    );
  };

const passOf = (links: ReplyLinks, linkText: string, { requestContext }: HttpRequest): string =>
  links.sealPass(linkText, {
    shownAt: Math.floor(requestContext.timeEpoch / 1_000),
    // The gateway's id of the request that shows the form: no two have the same.
    nonce: requestContext.requestId,
  });

type Taking = {
  request: HttpRequest;
  links: ReplyLinks;
  link: ReplyLink;
  linkText: string;
  item: WorkItem;
  settings: PageSettings;
  refuse: (status: number, why: Refusal) => HttpAnswer;
  body: string;
};

const take = async (ports: ReplyPorts, taking: Taking): Promise<HttpAnswer> => {
  const { request, links, link, linkText, item, settings, refuse, body } = taking;
  const text = request.isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  const fields: FormFields = Object.fromEntries(new URLSearchParams(text));
  const pass = links.openPass(linkText, fields.pass ?? '');
  if (!pass) return refuse(403, 'forged');
  if (isOver(item.state)) return page(409, workPage(item, settings, undefined));
  const doneAt = `${new Date(request.requestContext.timeEpoch).toISOString().slice(0, 19)}Z`;
  const made = replyRow(item, link.agentId, doneAt, fields, settings.policy);
  if ('problems' in made) {
    ports.report.refused('incomplete');
    const form = { pass: passOf(links, linkText, request), fields, problems: made.problems };
    return page(422, workPage(item, settings, form));
  }
  // The month in which the form was shown: the same form sent again, in whatever month, is the same object.
  const period = localDate(new Date(pass.shownAt * 1_000).toISOString(), ports.timeZone).slice(0, 'YYYY-MM'.length);
  const name = `${link.workId}-${pass.nonce}`.replaceAll(/[^A-Za-z0-9-]/g, '_');
  if (!(await ports.land(period, name, `${JSON.stringify(made.row)}\n`))) return refuse(409, 'repeated');
  ports.report.answered('recorded');
  return page(200, recordedPage(settings, made.row.result as Result));
};

const refusedPage = (status: number, why: Refusal, settings: PageSettings): HttpAnswer => {
  const texts = {
    forged: ['errorForged', 'errorForgedMore'],
    unknown: ['errorForged', 'errorForgedMore'],
    incomplete: ['errorForm', undefined],
    expired: ['errorExpired', 'errorExpiredMore'],
    moved: ['errorMoved', 'errorMovedMore'],
    repeated: ['errorRepeated', 'errorRepeatedMore'],
    large: ['errorLarge', 'errorLargeMore'],
  } as const;
  const [title, more] = texts[why];
  return page(status, messagePage(settings, 'bad', title, more, { most: settings.policy.remarks }));
};

/** Files change with a deployment only; an hour spares a phone that opens a list of them. */
const fileOf = (name: string): HttpAnswer => {
  const file = Object.hasOwn(pageFiles, name) ? pageFiles[name] : undefined;
  if (!file) return { ...page(404, ''), headers: { ...headers, 'content-type': 'text/plain' } };
  return {
    ...page(200, file.text),
    headers: { ...headers, 'content-type': file.type, 'cache-control': 'public, max-age=3600' },
  };
};
