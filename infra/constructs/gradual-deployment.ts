import { Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type ILambdaDeploymentConfig,
  LambdaApplication,
  LambdaDeploymentConfig,
  LambdaDeploymentGroup,
} from 'aws-cdk-lib/aws-codedeploy';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

const configs: Record<number, ILambdaDeploymentConfig> = {
  5: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
  10: LambdaDeploymentConfig.CANARY_10PERCENT_10MINUTES,
  15: LambdaDeploymentConfig.CANARY_10PERCENT_15MINUTES,
  30: LambdaDeploymentConfig.CANARY_10PERCENT_30MINUTES,
};

/** What all gradual deployments of a stack share: CodeDeploy's application, and the role by which it moves aliases. */
class Deployments extends Construct {
  readonly application: LambdaApplication;
  readonly role: Role;

  constructor(scope: Construct) {
    super(scope, 'Deployments');
    this.application = new LambdaApplication(this, 'Application');
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'),
      // The narrower of AWS's two: it moves aliases and reads alarms, and publishes to no topic.
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSCodeDeployRoleForLambdaLimited')],
    });
  }

  static of(scope: Construct): Deployments {
    const stack = Stack.of(scope);
    return (stack.node.tryFindChild('Deployments') as Deployments | undefined) ?? new Deployments(stack);
  }
}

/**
 * An alias that a tenth of the calls reach the new version by, and after some minutes all; it goes back by itself when one
 * of the alarms rings. Queues and schedules call the alias: a message is handled by one version, whichever has it.
 */
export const graduallyLive = (fn: LambdaFunction, minutes: number, alarms: Alarm[]): Alias => {
  const alias = new Alias(fn, 'Live', { aliasName: 'live', version: fn.currentVersion });
  const { application, role } = Deployments.of(fn);
  new LambdaDeploymentGroup(fn, 'Deployment', {
    ...{ application, role, alias, alarms },
    deploymentConfig: configs[minutes],
  });
  return alias;
};
