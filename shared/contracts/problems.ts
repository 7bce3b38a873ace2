import type * as z from 'zod';

/** `scorecards.value.features[2].bins[1].from`: the place in the document, as a person would write it. */
export const placeText = (path: readonly PropertyKey[]): string =>
  path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');

const sentence = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'unrecognized_keys')
    return `nothing here is called ${issue.keys.map((key) => `"${key}"`).join(', ')}: correct the spelling or remove it`;
  if (issue.code === 'invalid_key') return issue.issues.map(sentence).join('; ');
  return issue.message;
};

/**
 * What is wrong with a document, one line a problem: the place, what is wrong with it, and what would be right.
 * For policies, mappings and every other file that a person writes.
 */
export const problems = (error: z.ZodError): string[] =>
  error.issues.map((issue) => {
    const where = placeText(issue.path);
    return where === '' ? sentence(issue) : `${where}: ${sentence(issue)}`;
  });
