import { didYouMean } from './did-you-mean.ts';
import { label } from './field.ts';

/** A place in a template: `{day}`, or `{count|customer|customers}` for a number with its word in the singular and the plural. */
export const templatePlace = /\{([^{}|]*)(?:\|([^{}|]*)\|([^{}|]*))?\}/g;

/** What is wrong with a template's text; empty where it holds. */
const problemsOf = (text: string, fields: readonly string[]): string[] => {
  const unknown = [...text.matchAll(templatePlace)]
    .map(([, name = '']) => name)
    .filter((name) => !fields.includes(name))
    .map((name) => `no field {${name}} here${didYouMean(name, fields)}`);
  const rest = text.replaceAll(templatePlace, '');
  return /[{}]/.test(rest) ? [...unknown, 'a { or } that is no part of a {field}'] : unknown;
};

/**
 * A text in both languages with places for these fields. A place for anything else is refused with the field that was
 * probably meant: a slip of the hand must not reach an agent as `{nmae}`.
 */
export const template = <const Fields extends readonly string[]>(...fields: Fields) =>
  label().superRefine((texts, context) => {
    for (const language of ['en', 'zh'] as const)
      for (const message of problemsOf(texts[language], fields))
        context.addIssue({ code: 'custom', path: [language], message });
  });
