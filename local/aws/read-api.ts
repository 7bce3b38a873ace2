import { allows, statements } from './iam.ts';
import { ACCOUNT, type Value } from './intrinsics.ts';
import type { ApiSpec, FunctionSpec, Route } from './stack.ts';
import type { Reading } from './template.ts';

type Properties = Record<string, Value>;

/** Without settings, an account's own limits hold: 10,000 requests a second, 5,000 at once. */
const accountLimits = { ThrottlingRateLimit: 10_000, ThrottlingBurstLimit: 5_000 };

/** Reads the HTTP API: its routes to functions of the stack, the permissions these need, and its throttling. */
export const readApi = (
  { of, refuse }: Reading,
  region: string,
  functions: readonly FunctionSpec[],
): ApiSpec | undefined => {
  const [api, ...others] = of('AWS::ApiGatewayV2::Api');
  for (const { path } of others) refuse(path, 'a second API: one is served here');
  if (!api) return undefined;
  if (api.properties.ProtocolType !== 'HTTP') refuse(api.path, `protocol ${api.properties.ProtocolType}`);
  const integrations = new Map(
    of('AWS::ApiGatewayV2::Integration').map((found) => [`integrations/${found.ref}`, found]),
  );
  for (const { path, properties } of integrations.values()) {
    if (properties.IntegrationType !== 'AWS_PROXY') refuse(path, `integration ${properties.IntegrationType}`);
    if (properties.PayloadFormatVersion !== '2.0') refuse(path, `payload format ${properties.PayloadFormatVersion}`);
  }
  const permissions = of('AWS::Lambda::Permission');
  const routes = of('AWS::ApiGatewayV2::Route').flatMap(({ path, properties }): Route[] => {
    if ((properties.AuthorizationType ?? 'NONE') !== 'NONE')
      refuse(path, `authorization ${properties.AuthorizationType}`);
    const [method = '', resource = ''] = String(properties.RouteKey).split(' ');
    if (!/^[A-Z]+$/.test(method) || !resource.startsWith('/') || resource.includes('+}'))
      refuse(path, `route ${properties.RouteKey}: a method and a path of single segments only`);
    const uri = integrations.get(String(properties.Target))?.properties.IntegrationUri;
    const target = functions.find(({ arn }) => arn === uri);
    if (!target) {
      refuse(path, `target ${properties.Target}: functions of the stack only`);
      return [];
    }
    const source = `arn:aws:execute-api:${region}:${ACCOUNT}:${api.ref}/$default/${method}${resource}`;
    const permitted = permissions.some(({ properties: permission }) => mayInvoke(permission, target, source));
    if (!permitted) refuse(path, `no permission lets apigateway.amazonaws.com invoke ${target.name} for ${source}`);
    return [{ method, segments: resource.split('/'), functionName: target.name }];
  });
  const [stage, ...stages] = of('AWS::ApiGatewayV2::Stage');
  for (const { path } of stages) refuse(path, 'a second stage: one is served here');
  if (stage?.properties.StageName !== '$default' || stage.properties.AutoDeploy !== true)
    refuse(stage?.path ?? api.path, 'stages other than $default, deployed by themselves');
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = {
    ...accountLimits,
    ...(stage?.properties.DefaultRouteSettings as Properties | undefined),
  };
  return { name: api.name, routes, rate: Number(rate), burst: Number(burst) };
};

/** Whether a function's own policy lets API Gateway call it for a route; its source may hold `*`, as a resource may. */
const mayInvoke = (permission: Properties, target: FunctionSpec, source: string): boolean => {
  const statement = { Effect: 'Allow', Action: permission.Action, Resource: permission.SourceArn ?? '*' };
  return (
    [target.arn, target.name].includes(String(permission.FunctionName)) &&
    permission.Principal === 'apigateway.amazonaws.com' &&
    allows(
      statements({ Statement: statement }, () => {}),
      { action: 'lambda:InvokeFunction', resource: source },
    )
  );
};
