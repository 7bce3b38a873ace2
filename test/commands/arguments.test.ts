import { describe, expect, test } from 'vitest';
import { readCommand } from '../../local/commands/arguments.ts';
import { help } from '../../local/commands/help.ts';

const read = (line: string) => readCommand(line.split(' ').filter(Boolean));

describe('the command line', () => {
  test.each([
    ['dumps list', { name: 'dumps list', period: undefined, status: undefined, json: false, stack: undefined }],
    ['dumps list --period 2026-10 --status held --json', { period: '2026-10', status: 'held', json: true }],
    ['dumps show 12ab', { name: 'dumps show', id: '12ab' }],
    ['dumps release 12ab --slice Hunan --stack tierline-prod', { id: '12ab', slice: 'Hunan', stack: 'tierline-prod' }],
    ['dumps retract 12ab', { name: 'dumps retract' }],
    ['runs list', { name: 'runs list' }],
    ['runs show 2026-10-31', { name: 'runs show', id: '2026-10-31' }],
    ['quarantine show 12ab', { limit: 20 }],
    ['quarantine show 12ab --limit 5', { limit: 5 }],
    ['runs moves 2026-11-01 --lang zh', { name: 'runs moves', id: '2026-11-01', lang: 'zh' }],
    ['explain C1', { name: 'explain', customerId: 'C1', run: undefined, lang: 'en' }],
    ['why-not C1 --run 2026-11-01 --lang zh', { name: 'why-not', customerId: 'C1', run: '2026-11-01', lang: 'zh' }],
    ['explain C1 --run 2026-11-01', { customerId: 'C1', run: '2026-11-01' }],
    ['history C1', { name: 'history', limit: 31 }],
    ['replay --at 2026-11-01', { name: 'replay', run: '2026-11-01' }],
    ['whatif --policy draft.json', { name: 'whatif', policy: 'draft.json', html: undefined }],
    ['whatif --policy d.json --html a.html --run r', { html: `${process.cwd()}/a.html`, run: 'r' }],
    ['help', { name: 'help' }],
    ['', { name: 'help' }],
    ['dumps list --help', { name: 'help' }],
  ])('"%s" is understood', (line, command) => {
    expect(read(line)).toMatchObject(command);
  });

  test('a data folder is named from where one is', () => {
    expect(read('runs list --data here').data).toBe(`${process.cwd()}/here`);
  });

  test.each([
    ['dumps lst', 'no command "dumps lst" (did you mean "dumps list"?)'],
    ['dump', 'no command "dump"'],
    ['dumps show', 'dumps show needs the id of a dump: dumps list shows them'],
    ['runs show', 'runs show needs the id of a run: runs list shows them'],
    ['explain', 'explain needs the id of a customer'],
    ['explain a b', '"b" belongs to no option of explain'],
    ['explan C1', 'no command "explan C1"'],
    ['replay', 'replay needs --at'],
    ['whatif', 'whatif needs --policy: the file of the draft'],
    ['explain C1 --lang de', '--lang takes en or zh, not "de"'],
    ['dumps show a b', '"b" belongs to no option of dumps show'],
    ['dumps list 2026-10', '"2026-10" belongs to no option of dumps list'],
    ['dumps list --period october', '--period takes a month such as 2026-10, or unknown, not "october"'],
    ['dumps list --status heldd', 'no status "heldd" (did you mean "held"?)'],
    ['dumps list --slice Hunan', 'dumps list has no option --slice'],
    ['dumps release a --slcie Hunan', 'dumps release has no option --slcie (did you mean "--slice"?)'],
    ['dumps release a --slice', '--slice needs a value'],
    ['quarantine show a --limit 0', '--limit takes a number of rows from 1 to 999999, not "0"'],
    ['runs list --data x --stack y', '--data is on this machine, --stack is deployed: give one of them'],
  ])('"%s" is answered with what would be right', (line, words) => {
    expect(() => read(line)).toThrow(words);
  });

  test('the help names every command, in the width of a terminal', () => {
    for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    const named = [
      'dumps list',
      'dumps show',
      'dumps release',
      'dumps retract',
      'runs list',
      'runs show',
      'runs moves',
    ];
    for (const name of [...named, 'quarantine show', 'explain', 'why-not', 'history', 'replay', 'whatif'])
      expect(help).toMatch(new RegExp(`^  ${name} `, 'm'));
  });
});
