"""The library's map of AWS, over types that people use and services that AWS lists."""

import json
from pathlib import Path

import pytest

from assay.ids import slug
from assay.workload.inputs import Maps

LISTED = (
    Path(__file__).parents[4]
    / "shared/data/oscal/aws/aws_regions-and-services.oscal.json"
)

WELL_KNOWN = {
    "ec2": "aws_instance aws_vpc aws_subnet aws_security_group aws_eip aws_nat_gateway "
    "aws_route aws_route_table aws_route_table_association aws_internet_gateway "
    "aws_network_acl aws_flow_log aws_vpc_endpoint aws_vpc_peering_connection aws_ami "
    "aws_key_pair aws_launch_template aws_ec2_transit_gateway aws_vpn_connection "
    "aws_default_security_group aws_security_group_rule aws_network_interface "
    "aws_vpc_security_group_ingress_rule aws_spot_fleet_request aws_eip_association "
    "AWS::EC2::Instance AWS::EC2::VPC AWS::EC2::Subnet AWS::EC2::LaunchTemplate",
    "ebs": "aws_ebs_volume aws_ebs_snapshot aws_volume_attachment AWS::EC2::Volume",
    "elasticloadbalancing": "aws_lb aws_alb aws_elb aws_alb_listener aws_lb_listener "
    "aws_lb_target_group aws_lb_target_group_attachment aws_elb_attachment "
    "AWS::ElasticLoadBalancingV2::Listener AWS::ElasticLoadBalancing::LoadBalancer",
    "rds": "aws_db_instance aws_db_subnet_group aws_db_parameter_group aws_db_proxy "
    "aws_rds_cluster aws_rds_cluster_instance AWS::RDS::DBInstance AWS::RDS::DBCluster",
    "elasticache": "aws_elasticache_cluster aws_elasticache_replication_group",
    "dynamodb": "aws_dynamodb_table AWS::DynamoDB::Table AWS::DynamoDB::GlobalTable",
    "cloudwatch-logs": "aws_cloudwatch_log_group aws_cloudwatch_log_stream "
    "aws_cloudwatch_query_definition AWS::Logs::LogGroup",
    "eventbridge": "aws_cloudwatch_event_rule aws_cloudwatch_event_bus "
    "AWS::Events::Rule",
    "cloudwatch": "aws_cloudwatch_metric_alarm aws_cloudwatch_dashboard "
    "AWS::CloudWatch::Alarm",
    "stepfunctions": "aws_sfn_state_machine AWS::StepFunctions::StateMachine "
    "AWS::Serverless::StateMachine",
    "efs": "aws_efs_file_system aws_efs_mount_target AWS::EFS::FileSystem",
    "kinesis": "aws_kinesis_stream aws_kinesis_resource_policy AWS::Kinesis::Stream",
    "firehose": "aws_kinesis_firehose_delivery_stream "
    "AWS::KinesisFirehose::DeliveryStream",
    "kinesisanalyticsv2": "aws_kinesisanalyticsv2_application",
    "route53": "aws_route53_zone aws_route53_record AWS::Route53::HostedZone",
    "route53resolver": "aws_route53_resolver_endpoint "
    "AWS::Route53Resolver::ResolverEndpoint",
    "cognito-idp": "aws_cognito_user_pool aws_cognito_user_pool_client "
    "aws_cognito_identity_provider AWS::Cognito::UserPool",
    "cognito-identity": "aws_cognito_identity_pool AWS::Cognito::IdentityPool",
    "iam": "aws_iam_role aws_iam_policy aws_iam_role_policy_attachment AWS::IAM::Role "
    "AWS::IAM::InstanceProfile",
    "s3": "aws_s3_bucket aws_s3_bucket_policy aws_s3_object AWS::S3::Bucket "
    "AWS::S3::BucketPolicy",
    "s3-control": "aws_s3control_bucket aws_s3_account_public_access_block "
    "aws_s3_access_point AWS::S3::AccessPoint",
    "apigateway": "aws_api_gateway_rest_api AWS::ApiGateway::RestApi "
    "AWS::Serverless::Api",
    "apigatewayv2": "aws_apigatewayv2_api AWS::ApiGatewayV2::Api "
    "AWS::Serverless::HttpApi",
    "lambda": "aws_lambda_function aws_lambda_permission AWS::Lambda::Function "
    "AWS::Serverless::Function",
    "kms": "aws_kms_key aws_kms_alias AWS::KMS::Key",
    "sns": "aws_sns_topic AWS::SNS::Topic",
    "sqs": "aws_sqs_queue AWS::SQS::Queue",
    "ecs": "aws_ecs_cluster aws_ecs_service aws_ecs_task_definition AWS::ECS::Service",
    "eks": "aws_eks_cluster aws_eks_node_group AWS::EKS::Cluster",
    "ecr": "aws_ecr_repository AWS::ECR::Repository",
    "autoscaling": "aws_autoscaling_group aws_launch_configuration "
    "AWS::AutoScaling::AutoScalingGroup",
    "application-autoscaling": "aws_appautoscaling_target",
    "cloudtrail": "aws_cloudtrail aws_cloudtrail_event_data_store "
    "AWS::CloudTrail::Trail",
    "cloudfront": "aws_cloudfront_distribution AWS::CloudFront::Distribution",
    "acm": "aws_acm_certificate AWS::CertificateManager::Certificate "
    "AWS::ACM::Certificate",
    "wafv2": "aws_wafv2_web_acl AWS::WAFv2::WebACL",
    "waf-regional": "aws_wafregional_web_acl",
    "secretsmanager": "aws_secretsmanager_secret AWS::SecretsManager::Secret",
    "ssm": "aws_ssm_parameter AWS::SSM::Parameter",
    "AWS Config": "aws_config_config_rule AWS::Config::ConfigRule",
    "AWS Backup": "aws_backup_vault AWS::Backup::BackupVault",
    "aws-glue": "aws_glue_job AWS::Glue::Job",
    "opensearch": "aws_opensearch_domain aws_elasticsearch_domain "
    "AWS::OpenSearchService::Domain",
    "opensearchserverless": "aws_opensearchserverless_collection",
    "redshift": "aws_redshift_cluster AWS::Redshift::Cluster",
    "redshift-serverless": "aws_redshiftserverless_namespace",
    "docdb": "aws_docdb_cluster AWS::DocDB::DBCluster",
    "neptune": "aws_neptune_cluster AWS::Neptune::DBCluster",
    "msk": "aws_msk_cluster AWS::MSK::Cluster",
    "directconnect": "aws_dx_connection aws_dx_gateway",
    "ses": "aws_ses_domain_identity aws_sesv2_email_identity AWS::SES::EmailIdentity",
    "sagemaker": "aws_sagemaker_endpoint AWS::SageMaker::NotebookInstance",
    "bedrock": "aws_bedrock_guardrail AWS::Bedrock::Guardrail",
    "bedrock-agent": "aws_bedrockagent_agent AWS::Bedrock::Agent",
    "mediapackagev2": "aws_media_packagev2_channel_group",
    "object-storage": "northwind_bucket",
}


@pytest.mark.parametrize(
    ("kind", "service"),
    [(kind, name) for name, kinds in WELL_KNOWN.items() for kind in kinds.split()],
)
def test_well_known_types_are_mapped(maps: Maps, kind: str, service: str) -> None:
    mapped = maps.of(kind).mapped

    assert mapped is not None
    assert mapped.service[0] == service


@pytest.mark.parametrize(
    "kind",
    [
        *("null_resource", "random_password", "local_file", "terraform_data"),
        *("tls_private_key", "AWS::CloudFormation::WaitCondition"),
        "AWS::CDK::Metadata",
    ],
)
def test_things_of_the_tool_alone_are_no_service(maps: Maps, kind: str) -> None:
    mapped = maps.of(kind).mapped

    assert mapped is not None
    assert mapped.nothing


@pytest.mark.parametrize(
    "kind",
    [
        *("azurerm_storage_account", "google_storage_bucket", "kubernetes_pod"),
        *("helm_release", "aws_no_such_thing", "AWS::Serverless::Anything", "x"),
    ],
)
def test_what_is_not_of_this_provider_is_mapped_to_nothing_of_it(
    maps: Maps, kind: str
) -> None:
    assert maps.of(kind).mapped is None


@pytest.mark.parametrize(
    "kind",
    [
        *("aws_cloudformation_stack", "AWS::CloudFormation::Stack", "Custom::Thing"),
        *("AWS::CloudFormation::CustomResource", "aws_cloudcontrolapi_resource"),
    ],
)
def test_what_makes_things_elsewhere_is_marked(maps: Maps, kind: str) -> None:
    mapped = maps.of(kind).mapped

    assert mapped is not None
    assert mapped.unseen


NOT_MADE = {
    *("amazonprotocolrestjson", "applicationcostprofiler", "arc", "artifact"),
    *("billing", "braket", "clouddirectory", "comprehendmedical", "controlcatalog"),
    *("elastic-inference", "elementalinference", "health", "importexport"),
    *("inspector", "keyspacesstreams", "machine-learning", "marketplace", "mgh", "mgn"),
    *("mturk", "neptunedata", "nova-act", "partnercentral", "pi"),
    *("pinpoint-sms-voice", "qapps", "qldb-session", "repostspace", "security-ir"),
    *("signin", "snowball", "socialmessaging", "sts", "supplychain", "support"),
    *("textract", "tnb", "translate", "wickr"),
}
"""Files of AWS's list about what neither Terraform nor CloudFormation makes, or about
one part of a service that another name stands for."""


def test_every_service_that_aws_lists_is_in_the_map(maps: Maps) -> None:
    if not LISTED.is_file():
        pytest.skip(f"{LISTED} is not here")
    names = {slug(name) for one in maps.maps for name in one.service}
    tree = json.loads(LISTED.read_bytes())["component-definition"]
    listed = {
        link["href"].removesuffix(".oscal.json"): resource["title"]
        for resource in tree["back-matter"]["resources"]
        for link in resource["rlinks"]
    }
    missing = {
        name
        for name, title in listed.items()
        if slug(name) not in names and slug(title) not in names
    }

    assert missing == NOT_MADE | {"aws_regions"}
