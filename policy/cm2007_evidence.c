#include "base/proto.h"
#include "policy/cm2007.h"

#define R(role) (1u << ROLE_##role)

static const struct proof_pattern paths[] = {
    {"/ccm_system*", R(MP), KIND_PLAIN, false},
    {"/ccm_incoming", R(MP), KIND_PLAIN, false},
    {"/ccm_outgoing", R(MP), KIND_PLAIN, false},
    {"/sms_mp", R(MP), KIND_PLAIN, false},
    {"/ccm_client", R(MP), KIND_SETUP, false},
    {"/sms_dp_*", R(DP), KIND_PLAIN, false},
    {"/nocert_sms_dp_*", R(DP), KIND_PLAIN, false},
    {"/sms_fsp", R(FSP), KIND_PLAIN, false},
    {"/sms_slp", R(SLP), KIND_PLAIN, false},
    {"/smssmp", R(SMP), KIND_PLAIN, false},
    {"/smsreporting_*", R(RP), KIND_PLAIN, false},
    {"/clientwebservice", R(SUP), KIND_WSUS_SECURED, false},
    {"/simpleauthwebservice", R(SUP), KIND_WSUS_SECURED, false},
    {"/reportingwebservice", R(SUP), KIND_WSUS_OPEN, false},
    {"/selfupdate", R(SUP), KIND_WSUS_OPEN, false},
    {"/content", R(SUP), KIND_CONTENT, false},
    {"/inventory", R(SUP), KIND_WSUS_OPEN, false},
    {"/serversyncwebservice", R(SUP), KIND_WSUS_SERVER, false},
    {"/dssauthwebservice", R(SUP), KIND_WSUS_SERVER, false},
    {"/apiremoting30", R(SUP), KIND_WSUS_SERVER, false},
    {"/domainhra", R(SHV), KIND_HRA, false},
    {"/nondomainhra", R(SHV), KIND_HRA, false},
    {NULL, 0, KIND_PLAIN, false},
};

static const struct proof_pattern shares[] = {
    {"smspkg*$", R(DP), KIND_PLAIN, false},
    {"smssig$", R(DP), KIND_PLAIN, false},
    {"sccmcontentlib$", R(DP), KIND_PLAIN, false},
    {"smpstore*", R(SMP), KIND_PLAIN, false},
    {"smsclient", 0, KIND_CLIENT_SHARE, false},
    {"reminst", R(PXE), KIND_REMINST, true},
    {"sms_dp$", 0, KIND_ADMIN, false},
    {"sms_site", 0, KIND_ADMIN, false},
    {"sms_suiagent", 0, KIND_ADMIN, false},
    {"admin$", 0, KIND_ADMIN, false},
    {NULL, 0, KIND_PLAIN, false},
};

static const struct proof_service services[] = {
    {161, 161, TRANSPORT_UDP, false, SERVICE_SNMP},
    {500, 500, TRANSPORT_UDP, true, SERVICE_IPSEC},
    {1812, 1813, TRANSPORT_UDP, false, SERVICE_RADIUS},
    {4011, 4011, TRANSPORT_UDP, true, SERVICE_BINL},
    {4500, 4500, TRANSPORT_UDP, true, SERVICE_IPSEC},
    {63000, 64000, TRANSPORT_UDP, false, SERVICE_MULTICAST},
    {0, 0, 0, false, SERVICE_NONE},
};

const struct proof_catalogue cm2007_evidence = {
    .paths = paths,
    .shares = shares,
    .services = services,
    .sql_port = 1433,
    .web_roles = R(MP) | R(DP) | R(SUP) | R(SMP) | R(FSP) | R(SLP) | R(RP),
    .own_ports = R(SUP) | R(RP),
    .silent = R(SHV),
    .database_users =
        R(SITE_SERVER) | R(MP) | R(SLP) | R(RP) | R(SMS_PROVIDER) | R(PXE) | R(SITE_DB) | R(DB_REPLICA),
    .between_clients = 1u << CLASS_PXE | 1u << CLASS_TFTP,
    .served = {[CLASS_PXE] = R(PXE), [CLASS_TFTP] = R(PXE), [CLASS_SQL] = R(SITE_DB) | R(DB_REPLICA)},
};
