import { describe, expect, test } from 'vitest';
import { flat, synthesize, type Text } from './synthesize.ts';

type Alias = { Name: string; FunctionName: Text; FunctionVersion: Text };
type Group = {
  DeploymentConfigName: Text;
  AutoRollbackConfiguration: { Enabled: boolean; Events: string[] };
  AlarmConfiguration: { Enabled: boolean; Alarms: { Name: Text }[] };
};

describe('with canaryMinutes', () => {
  const { of, template } = synthesize({ canaryMinutes: 10 });
  const functions = of('AWS::Lambda::Function');
  const aliases = of<Alias>('AWS::Lambda::Alias');

  test('every function has an alias, and a tenth of the calls go to new code for ten minutes', () => {
    expect(aliases.map(({ properties }) => flat(properties.FunctionName)).sort()).toEqual(
      functions.map(({ id }) => `<${id}>`).sort(),
    );
    const groups = of<Group>('AWS::CodeDeploy::DeploymentGroup');
    expect(groups).toHaveLength(functions.length);
    for (const { properties } of groups)
      expect(flat(properties.DeploymentConfigName)).toBe('CodeDeployDefault.LambdaCanary10Percent10Minutes');
  });

  test("it goes back by itself when the function's alarm rings", () => {
    for (const { id, properties } of of<Group>('AWS::CodeDeploy::DeploymentGroup')) {
      expect(properties.AutoRollbackConfiguration, id).toEqual({
        Enabled: true,
        Events: expect.arrayContaining(['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM']),
      });
      const [alarm] = properties.AlarmConfiguration.Alarms;
      expect(flat(alarm?.Name as Text), id).toMatch(/errors/);
    }
    const updates = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Alias');
    for (const alias of updates) expect(alias).toHaveProperty('UpdatePolicy.CodeDeployLambdaAliasUpdate');
  });

  test('queues and schedules call the alias, never the function itself', () => {
    /** The alias's name is cut out of its ARN: the reference lies deep within. */
    const isAlias = (target: Text): boolean => aliases.some(({ id }) => JSON.stringify(target).includes(`"${id}"`));
    for (const { id, properties } of of<{ FunctionName: Text }>('AWS::Lambda::EventSourceMapping'))
      expect(isAlias(properties.FunctionName), id).toBe(true);
    for (const { id, properties } of of<{ Target: { Arn: Text } }>('AWS::Scheduler::Schedule'))
      expect(isAlias(properties.Target.Arn), id).toBe(true);
  });
});

test('without it there is no alias at all: what runs at home is what is deployed', () => {
  expect(synthesize({ stage: 'local' }).of('AWS::Lambda::Alias')).toEqual([]);
});
