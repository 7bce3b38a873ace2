import { templatePlace } from '../../contracts/template.ts';

/** Fills the places of a template's text; a number with two words takes the one that fits it. Unknown places stay as they are. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replaceAll(templatePlace, (place: string, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return one === undefined ? String(value) : `${value} ${value === 1 ? one : many}`;
  });
