import type { Label } from '../../contracts/field.ts';
import type { WorkItem } from '../../contracts/items/work.ts';
import type { ReplyPolicy } from '../../contracts/policy/reply.ts';
import { withdrawalLabels } from '../../contracts/withdrawal.ts';
import { workLife } from '../../contracts/work-life.ts';
import { localDate, localTime } from '../calendar.ts';
import { digestName, digestNumber } from '../digest/digest-mask.ts';
import { type Language, writtenDay } from '../digest/digest-words.ts';
import { fill } from '../digest/fill.ts';
import { type Html, html, type Part } from '../page/html.ts';
import {
  churnCauses,
  churnKinds,
  type FormFields,
  type FormProblem,
  mostAnswer,
  type Result,
  resultsOf,
} from './reply-form.ts';

type Text = keyof ReplyPolicy['texts'];

/** What every page needs. */
export type PageSettings = {
  policy: ReplyPolicy;
  language: Language;
  /** Operator's IANA time zone. */
  timeZone: string;
  /** Currency of what is at stake. */
  currency: string;
};

const sayer =
  ({ policy, language }: PageSettings) =>
  (text: Text, values: Record<string, string | number> = {}): string =>
    fill(policy.texts[text][language], values);

const resultText: Record<Result, Text> = {
  ...{ taken: 'taken', kept: 'kept', leaving: 'leaving', visited: 'visited', told: 'told', undecided: 'undecided' },
  ...{ 'not-reached': 'notReached', refused: 'refused' },
};

/** A whole page: nothing in it but what is escaped, one style, one script, both from where the page came. */
const whole = (settings: PageSettings, body: Html): string => {
  const say = sayer(settings);
  const other = settings.language === 'zh' ? 'en' : 'zh';
  return html`<!doctype html>
<html lang="${settings.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${say('title')} · tierline</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/reply/page.css">
<script src="/reply/page.js" defer></script>
</head>
<body>
<header><p class="brand">tierline</p><a href="?lang=${other}" hreflang="${other}" lang="${other}">${say('otherLanguage')}</a></header>
<main>
${body}
</main>
</body>
</html>
`.text;
};

/** A page that says one thing: that something was recorded, or why it was not. */
export const messagePage = (
  settings: PageSettings,
  kind: 'good' | 'bad',
  title: Text,
  more?: Text,
  values: Record<string, string | number> = {},
): string => {
  const say = sayer(settings);
  return whole(
    settings,
    html`<section class="message ${kind}" role="${kind === 'good' ? 'status' : 'alert'}">
<h1>${say(title, values)}</h1>
${more && html`<p>${say(more, values)}</p>`}
</section>`,
  );
};

/** The page after a reply was taken. */
export const recordedPage = (settings: PageSettings, result: Result): string =>
  messagePage(settings, 'good', 'recorded', 'recordedMore', { result: sayer(settings)(resultText[result]) });

/** What a form is shown with. */
export type ShownForm = {
  /** Seals the form to the link, for one use. */
  pass: string;
  /** What was filled in before, and what was wrong with it. */
  fields?: FormFields;
  problems?: readonly FormProblem[];
};

/**
 * The page of one piece of work: what its agent must know, and the form for what came of it.
 *
 * @param form undefined where the work is over
 */
export const workPage = (item: WorkItem, settings: PageSettings, form: ShownForm | undefined): string => {
  const { language, timeZone, currency } = settings;
  const say = sayer(settings);
  const told = (label: Label): string => label[language];
  const day = (instant: string) => writtenDay(localDate(instant, timeZone), language);
  const zone = item.contactHours?.timeZone ?? timeZone;
  const list = (heading: Text, lines: readonly string[] | undefined, name = ''): Part =>
    lines !== undefined &&
    lines.length > 0 &&
    html`<section class="${name}"><h2>${say(heading)}</h2><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></section>
`;
  const fact = (heading: Text, value: string | null): Part =>
    value !== null && html`<div><dt>${say(heading)}</dt><dd>${value}</dd></div>`;
  const how = { call: 'byCall', message: 'byMessage', visit: 'byVisit' } as const;
  const state = workLife.states[item.state];
  return whole(
    settings,
    html`<div class="told"><section class="who">
<p class="tags"><span>${say(item.kind === 'churn-risk' ? 'churnRisk' : 'returnVisit')}</span>${
      item.labels && html`<span>${told(item.labels.programme)}</span>`
    }${item.channel && html`<span>${say(how[item.channel])}</span>`}</p>
<h1>${item.maskedName === null ? say('unknown') : digestName(item.maskedName)}</h1>
<dl>
${fact('number', item.maskedPhone === null ? say('unknown') : digestNumber(item.maskedPhone))}
${fact('customer', item.customerId)}
${fact('tier', item.labels ? told(item.labels.tier) : item.tier)}
${fact('region', item.region)}
${fact('atStake', item.churn?.valueAtRisk == null ? null : `${Math.round(item.churn.valueAtRisk)} ${currency}`)}
</dl>
<p class="when">${say('due', { day: day(item.dueAt), time: localTime(item.dueAt, timeZone) })}</p>
${
  item.contactBetween &&
  html`<p class="when">${say('contact', {
    from: `${writtenDay(localDate(item.contactBetween.from, zone), language)} ${localTime(item.contactBetween.from, zone)}`,
    until: localTime(item.contactBetween.until, zone),
  })}</p>
`
}${form && html`<a class="jump" href="#reply">${say('reply')}</a>`}</section>
${list('notes', item.notes?.map(told), 'first')}${list(
  'why',
  item.reasons.map(({ label }) => told(label)),
)}${list('promises', item.outline?.promises?.map(told), 'first')}${
  item.script &&
  html`<section><h2>${say('script')}</h2><p class="script">${told(item.script)}</p></section>
`
}${
  item.offers &&
  item.offers.length > 0 &&
  html`<section><h2>${say('offers')}</h2><ul>${item.offers.map(
    (offer) => html`<li><strong>${told(offer.label)}</strong> ${told(offer.say)}</li>`,
  )}</ul></section>
`
}${list('points', item.outline?.points?.map(told))}</div>
${
  form
    ? formOf(item, settings, form)
    : html`<section class="message" role="status"><h2>${say('over', { state: told(state.label) })}</h2>${
        item.state === 'withdrawn' && html`<p>${told(withdrawalLabels[item.withdrawn?.why ?? 'vanished'])}</p>`
      }</section>`
}`,
  );
};

const formOf = (item: WorkItem, settings: PageSettings, { pass, fields = {}, problems = [] }: ShownForm): Html => {
  const { policy, language } = settings;
  const say = sayer(settings);
  const questions = item.outline?.questions ?? [];
  const choice = (
    name: string,
    heading: Text,
    options: readonly string[],
  ): Html => html`<label for="${name}">${say(heading)}</label>
<select id="${name}" name="${name}"><option value="">${say('notSaid')}</option>${options.map(
    (option) =>
      html`<option value="${option}"${fields[name] === option && html` selected`}>${say(option as Text)}</option>`,
  )}</select>`;
  const wrong = problems.map((problem) => html`<p>${say(problem, { most: policy.remarks })}</p>`);
  return html`<form id="reply" method="post" autocomplete="off" action="?lang=${language}">
<input type="hidden" name="pass" value="${pass}">
${problems.length > 0 && html`<div class="message bad" role="alert"><h2>${say('errorForm')}</h2>${wrong}</div>`}
${
  questions.length > 0 &&
  html`<section><h2>${say('outline')}</h2>${questions.map(
    ({ name, ask }) => html`<label for="answer-${name}">${ask[language]}</label>
<input id="answer-${name}" name="answer-${name}" maxlength="${mostAnswer}" value="${fields[`answer-${name}`]}" autocomplete="off">
`,
  )}</section>`
}
<fieldset><legend>${say('reply')}</legend>${resultsOf(item).map(
    (result) => html`<label class="choice"><input type="radio" name="result" value="${result}" required${
      fields.result === result && html` checked`
    }> ${say(resultText[result])}</label>
`,
  )}</fieldset>
${
  resultsOf(item).includes('leaving') &&
  html`<div id="leaving">${choice('churnKind', 'churnKind', churnKinds)}
${choice('churnCause', 'churnCause', churnCauses)}</div>`
}
<label for="remarks">${say('remarks', { most: policy.remarks })}</label>
<textarea id="remarks" name="remarks" rows="3" maxlength="${policy.remarks}">${fields.remarks}</textarea>
<button type="submit">${say('send')}</button>
</form>`;
};
