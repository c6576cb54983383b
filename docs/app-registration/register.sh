#!/bin/sh
# Registers Landfall's applications in the target tenant and consents for everybody.
# Run it again at any time: it finishes what an earlier run began, and makes nothing twice.
# Needs: az (Azure CLI), signed in with `az login --tenant … --allow-no-subscriptions` as somebody who may consent.
#   sh register.sh 22222222-2222-4222-8222-222222222222 [https://landfall.fabrikam.com] [options]
#   sh register.sh --help
set -eu

say_help() {
  cat <<'HELP'
sh register.sh TENANT-ID [CONSOLE-ADDRESS] [options]

  --admin-role me|ID   gives you, or the group or person with this object id, the role Landfall.Admin
  --for-return         makes the applications usable in the old tenant too, for a way back
  --cloud NAME         global, us-government, us-government-dod or china, as `cloud` in landfall.json
  --write-to FOLDER    writes the values into landfall.json and admin.json in this folder (needs node)
  --dry-run            says what it would make or change, and changes nothing
  --remove             takes away what this script made, after showing it and asking; with --yes without asking
HELP
}

stop() {
  echo "$1" >&2
  exit "${2:-1}"
}

# --- The words of the command line.
tenant='' console_address='' admin_role='' for_return=no cloud=global write_to='' dry_run=no remove=no yes=no
value_of() { [ -n "${2:-}" ] || stop "$1 needs a value. sh register.sh --help lists the options." 2; }
while [ $# -gt 0 ]; do
  case $1 in
    --help) say_help; exit 0 ;;
    --admin-role) value_of "$@"; admin_role=$2; shift ;;
    --for-return) for_return=yes ;;
    --cloud) value_of "$@"; cloud=$2; shift ;;
    --write-to) value_of "$@"; write_to=$2; shift ;;
    --dry-run) dry_run=yes ;;
    --remove) remove=yes ;;
    --yes) yes=yes ;;
    -*) stop "There is no option $1. sh register.sh --help lists them." 2 ;;
    *)
      if [ -z "$tenant" ]; then tenant=$1
      elif [ -z "$console_address" ]; then console_address=${1%/}
      else stop "$1 is one word too many. sh register.sh --help lists what can be given." 2; fi ;;
  esac
  shift
done
[ -n "$tenant" ] || { say_help >&2; exit 2; }
tenant=$(printf %s "$tenant" | tr A-F a-f)
is_guid() { printf %s "$1" | grep -Eqx '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'; }
is_guid "$tenant" || stop "$tenant is not a tenant id. It looks like 22222222-2222-4222-8222-222222222222." 2
case $console_address in '' | https://* | http://localhost*) ;; *) stop "The console's address begins with https://, not: $console_address" 2 ;; esac
case $console_address in *[!A-Za-z0-9:/._~-]*) stop "The console's address holds a character that an address cannot have: $console_address" 2 ;; esac
[ -z "$admin_role" ] || [ "$admin_role" = me ] || is_guid "$admin_role" || stop "--admin-role is me or an object id, not: $admin_role" 2
case $cloud in
  global) cloud_name=AzureCloud graph=https://graph.microsoft.com login=https://login.microsoftonline.com ;;
  us-government) cloud_name=AzureUSGovernment graph=https://graph.microsoft.us login=https://login.microsoftonline.us ;;
  us-government-dod) cloud_name=AzureUSGovernment graph=https://dod-graph.microsoft.us login=https://login.microsoftonline.us ;;
  china) cloud_name=AzureChinaCloud graph=https://microsoftgraph.chinacloudapi.cn login=https://login.partner.microsoftonline.cn ;;
  *) stop "--cloud is global, us-government, us-government-dod or china, not: $cloud" 2 ;;
esac

folder=$(dirname "$0")
graph_app=00000003-0000-0000-c000-000000000000
report_scope=6f2d5e0a-3c1b-4a57-9a8e-2f7b1d0c4e93
console_scope=b94c2f16-7d3a-4e58-9c01-6a8e5f2d7b34
admin_role_id=0c5b7e52-91d4-4f0e-8a36-5d9f3c1e7a21
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# --- Asking Graph.
# A thing just made may be unknown for minutes, and a service may be busy: five minutes in all, by growing waits.
waits='2 4 8 15 31 60 60 60 60'

# call METHOD PATH [BODY [QUERY]]: prints the field QUERY of the answer. Returns 4 where the thing is not there.
call() {
  set -- "$1" "$2" "${3:-}" "${4:-}"
  if [ -n "$3" ]; then
    az rest --method "$1" --url "$graph/v1.0/$2" --resource "$graph" --body "$3" --query "${4:-id}" --output "$output" \
      --headers Content-Type=application/json Prefer=create-if-missing 2>"$work/refused" && return 0
  else
    az rest --method "$1" --url "$graph/v1.0/$2" --resource "$graph" --query "${4:-id}" --output "$output" 2>"$work/refused" && return 0
  fi
  grep -Eq 'Request_ResourceNotFound|Not Found|"status": ?404' "$work/refused" && return 4
  return 1
}
output=tsv

# True for an answer that another try may change.
is_passing() {
  grep -Eqi 'does not reference a valid application|Request_ResourceNotFound|Not Found|Too ?Many ?Requests|throttl|Service ?Unavailable|Bad ?Gateway|Gateway ?Time|Internal ?Server ?Error|UnknownError|"status": ?(404|429|5[0-9][0-9])|connection|timed out|temporarily' "$work/refused"
}

# try_again WHAT WAIT WHY: waits before the next try; ends with Graph's own sentence where there is none.
try_again() {
  [ "$2" != end ] || { echo "$1: Microsoft Entra has not got that far within five minutes. Run this again later: it goes on where it stopped." >&2; refuse "$1"; }
  seconds=${LANDFALL_RETRY_SECONDS:-$2}
  echo "$1: $3, waiting for $seconds s" >&2
  sleep "$seconds"
}

# patient WHAT METHOD PATH [BODY [QUERY]]: asks until the answer is there; ends with Graph's own sentence where it will not be.
patient() {
  what=$1
  shift
  for wait in $waits end; do
    if call "$@"; then return 0; fi
    is_passing || refuse "$what"
    try_again "$what" "$wait" 'not there yet'
  done
}

# absent_or WHAT METHOD PATH QUERY: as patient, but what is not there is no mistake: it prints nothing.
absent_or() {
  asked=$1
  shift
  for wait in $waits end; do
    if call "$1" "$2" '' "$3"; then return 0; else [ $? != 4 ] || return 0; fi
    is_passing || refuse "$asked"
    try_again "$asked" "$wait" 'Microsoft Entra is busy'
  done
}

# refuse WHAT: Graph's own sentence, and what to do about it.
refuse() {
  echo "$1 was refused:" >&2
  sed 's/^/  /' "$work/refused" >&2
  if grep -Eq 'Authorization_RequestDenied|Insufficient privileges|Forbidden' "$work/refused"; then
    echo 'You may not do this. Cloud Application Administrator may register; only Privileged Role Administrator or Global Administrator may consent for everybody.' >&2
  elif grep -Eqi 'identifierUri' "$work/refused"; then
    echo "Your tenant restricts identifier URIs, or another application has api://$tenant/landfall-admin. Give that one another, or allow this one in the app management policy." >&2
  elif grep -Eqi 'policy|not allowed' "$work/refused"; then
    echo 'Your tenant restricts who may register applications, or what they may look like. Ask who looks after Microsoft Entra.' >&2
  fi
  exit 1
}

# --- The right tenant, before anything is made.
signed_in=$(az account show --query tenantId --output tsv) || stop "Nobody is signed in. Run: az login --tenant $tenant --allow-no-subscriptions"
[ "$(printf %s "$signed_in" | tr A-F a-f)" = "$tenant" ] || stop "You are signed in to the tenant $signed_in, but gave the tenant $tenant. Nothing was made.
If $tenant is right, run: az login --tenant $tenant --allow-no-subscriptions"
is_cloud=$(az account show --query environmentName --output tsv)
[ "$is_cloud" = "$cloud_name" ] || stop "You are signed in to $is_cloud, but --cloud $cloud means $cloud_name. Nothing was made.
Run: az cloud set --name $cloud_name, then az login --tenant $tenant --allow-no-subscriptions"

# --- What is there already.
# pick FIELD: the first text with this name in the JSON that is read.
pick() { tr -d '\n' | grep -o "\"$1\": *\"[^\"]*\"" | head -n 1 | sed 's/^"[^"]*": *"//; s/"$//'; }

# find_application UNIQUE-NAME DISPLAY-NAME MARK: prints object id and client id, or nothing. MARK is what version 0.1.0's application
# of this name has in it: that one has no unique name, and is adopted.
find_application() {
  output=json
  entry=$(absent_or "$2" GET "applications(uniqueName='$1')?\$select=id,appId" '@')
  if [ -z "$entry" ]; then
    place=0
    filter="applications?\$filter=displayName%20eq%20'$(printf %s "$2" | sed 's/ /%20/g')'"
    while [ $place -lt 20 ]; do
      candidate=$(absent_or "$2" GET "$filter" "value[$place]")
      case $candidate in
        '' | null) break ;;
        *"$3"*)
          output=tsv
          object=$(absent_or "$2" GET "$filter" "value[$place].id")
          printf '%s %s' "$object" "$(printf %s "$candidate" | pick appId)"
          return ;;
      esac
      place=$((place + 1))
    done
  fi
  output=tsv
  [ -z "$entry" ] || printf '%s %s' "$(printf %s "$entry" | pick id)" "$(printf %s "$entry" | pick appId)"
}

if [ $remove = yes ]; then
  list=''
  for name in 'landfall-console Landfall console' 'landfall Landfall' 'landfall-admin-endpoint Landfall admin endpoint'; do
    display=${name#* }
    mark=$report_scope
    [ "$display" != 'Landfall console' ] || mark=$console_scope
    known=$(find_application "${name%% *}" "$display" "$mark")
    [ -n "$known" ] || continue
    echo "$display: client id ${known#* }, with its service principal and its consents"
    list="$list ${known% *}/${known#* }"
  done
  [ -n "$list" ] || { echo 'There is nothing of Landfall in this tenant.'; exit 0; }
  [ $dry_run = no ] || { echo 'Nothing was taken away: this was a dry run.'; exit 0; }
  if [ $yes = no ]; then
    printf 'Take these away from the tenant %s? Nobody can sign in to Landfall after that. Type yes: ' "$tenant"
    read -r answer || answer=''
    [ "$answer" = yes ] || stop 'Nothing was taken away.'
  fi
  for entry in $list; do
    principal=$(absent_or 'The service principal' GET "servicePrincipals(appId='${entry#*/}')?\$select=id" id)
    while [ -n "$principal" ]; do
      grant=$(absent_or 'The consents' GET "oauth2PermissionGrants?\$filter=clientId%20eq%20'$principal'" 'value[0].id')
      [ -n "$grant" ] || break
      absent_or 'A consent' DELETE "oauth2PermissionGrants/$grant" id >/dev/null
    done
    [ -z "$principal" ] || absent_or 'The service principal' DELETE "servicePrincipals/$principal" id >/dev/null
    absent_or 'The application' DELETE "applications/${entry%/*}" id >/dev/null
  done
  echo 'Taken away. Microsoft Entra keeps deleted applications for 30 days, under Deleted applications.'
  exit 0
fi

# --- Making what is missing.
tell() { if [ $dry_run = yes ]; then echo "would $1" >&2; else echo "$1" >&2; fi; }
planned=00000000-0000-0000-0000-000000000000

# ensure_application UNIQUE-NAME DISPLAY-NAME MARK MANIFEST: prints object id and client id.
ensure_application() {
  known=$(find_application "$1" "$2" "$3")
  if [ -z "$known" ]; then
    if [ $dry_run = yes ]; then tell "make the application $2"; printf '%s %s' $planned $planned; return; fi
    output=json
    # Made: the application. There already, and not seen a moment ago: nothing.
    made=$(patient "$2" PATCH "applications(uniqueName='$1')" "$4" '@')
    [ -n "$made" ] || made=$(patient "$2" GET "applications(uniqueName='$1')?\$select=id,appId" '' '@')
    output=tsv
    known="$(printf %s "$made" | pick id) $(printf %s "$made" | pick appId)"
    tell "made the application $2"
  fi
  printf %s "$known"
}

# ensure_principal DISPLAY-NAME CLIENT-ID: prints the object id.
ensure_principal() {
  if [ "$2" = $planned ]; then printf %s $planned; return; fi
  principal=$(absent_or "$1" GET "servicePrincipals(appId='$2')?\$select=id" id)
  if [ -z "$principal" ]; then
    if [ $dry_run = yes ]; then tell "make the service principal of $1"; printf %s $planned; return; fi
    principal=$(patient "The service principal of $1" PATCH "servicePrincipals(appId='$2')" "{\"displayName\":\"$1\"}" id)
    [ -n "$principal" ] || principal=$(patient "The service principal of $1" GET "servicePrincipals(appId='$2')?\$select=id" '' id)
  fi
  printf %s "$principal"
}

# ensure_addresses OBJECT-ID PLATFORM ADDRESS...: the redirect addresses, beside those that are there.
ensure_addresses() {
  object=$1 platform=$2
  shift 2
  [ "$object" != $planned ] || return 0
  output=json
  there=$(patient 'The redirect addresses' GET "applications/$object?\$select=id,$platform" '' "$platform.redirectUris")
  output=tsv
  wanted=$(printf %s "$there" | tr -d '\n' | sed 's/^ *\[ *//; s/ *\] *$//; s/^null$//')
  for address; do
    case $there in *"\"$address\""*) continue ;; esac
    [ $dry_run = no ] || tell "add the redirect address $address"
    wanted="${wanted:+$wanted,}\"$address\""
    missing=yes
  done
  if [ "${missing:-no}" = no ] || [ $dry_run = yes ]; then return 0; fi
  missing=no
  patient 'The redirect address' PATCH "applications/$object" "{\"$platform\":{\"redirectUris\":[$wanted]}}" >/dev/null
}

# ensure_grant NAME CLIENT RESOURCE SCOPES: consents for everybody; a consent that is there keeps its scopes and gains these.
ensure_grant() {
  if [ "$2" = $planned ] || [ "$3" = $planned ]; then tell "consent to $4 for $1"; return 0; fi
  filter="oauth2PermissionGrants?\$filter=clientId%20eq%20'$2'%20and%20resourceId%20eq%20'$3'%20and%20consentType%20eq%20'AllPrincipals'"
  for wait in $waits end; do
    grant=$(absent_or "The consent for $1" GET "$filter" 'value[0].id')
    if [ -n "$grant" ]; then
      extend_grant "$1" "$grant" "$4"
      return 0
    fi
    if [ $dry_run = yes ]; then tell "consent to $4 for $1"; return 0; fi
    call POST oauth2PermissionGrants "{\"clientId\":\"$2\",\"consentType\":\"AllPrincipals\",\"resourceId\":\"$3\",\"scope\":\"$4\"}" >/dev/null && return 0
    # Somebody has consented meanwhile, or an earlier run has: then it is read once more.
    grep -Eqi 'already exists|MultipleObjectsWithSameKey|Conflict' "$work/refused" || is_passing || refuse "The consent for $1"
    try_again "The consent for $1" "$wait" 'not possible yet'
  done
}
extend_grant() {
  has=$(patient "The consent for $1" GET "oauth2PermissionGrants/$2" '' scope)
  wanted=$has
  for scope in $3; do
    case " $has " in *" $scope "*) ;; *) wanted="$wanted $scope" ;; esac
  done
  [ "$wanted" != "$has" ] || return 0
  if [ $dry_run = yes ]; then tell "add to the consent for $1: $3"; return 0; fi
  patient "The consent for $1" PATCH "oauth2PermissionGrants/$2" "{\"scope\":\"$(printf %s "$wanted" | sed 's/^ *//')\"}" >/dev/null
}

# ensure_role RESOURCE PRINCIPAL: the role Landfall.Admin of the endpoint.
ensure_role() {
  if [ $dry_run = yes ]; then tell "give the role Landfall.Admin to $admin_role"; return 0; fi
  for wait in $waits end; do
    call POST "servicePrincipals/$1/appRoleAssignedTo" "{\"principalId\":\"$2\",\"resourceId\":\"$1\",\"appRoleId\":\"$admin_role_id\"}" >/dev/null && return 0
    ! grep -Eqi 'already exists|MultipleObjectsWithSameKey' "$work/refused" || return 0
    is_passing || refuse 'The role Landfall.Admin'
    try_again 'The role Landfall.Admin' "$wait" 'not possible yet'
  done
}

# manifest FILE: with its places filled in.
manifest() {
  sed "s/TENANT-ID/$tenant/; s/ADMIN-ENDPOINT-CLIENT-ID/${endpoint:-}/; s#CONSOLE-ADDRESS#$console_address#" "$folder/$1"
}

known=$(ensure_application landfall-admin-endpoint 'Landfall admin endpoint' $report_scope "$(manifest admin-endpoint.json)")
endpoint_object=${known% *} endpoint=${known#* }
endpoint_principal=$(ensure_principal 'Landfall admin endpoint' "$endpoint")

known=$(ensure_application landfall Landfall $report_scope "$(manifest landfall.json)")
landfall_object=${known% *} landfall=${known#* }
landfall_principal=$(ensure_principal Landfall "$landfall")
# Windows' own sign-in (the broker) answers at the second; it holds the client id, so it cannot be in the manifest.
ensure_addresses "$landfall_object" publicClient http://localhost "ms-appx-web://Microsoft.AAD.BrokerPlugin/$landfall"

console=''
if [ -n "$console_address" ]; then
  known=$(ensure_application landfall-console 'Landfall console' $console_scope "$(manifest console.json)")
  console=${known#* }
  console_principal=$(ensure_principal 'Landfall console' "$console")
  ensure_addresses "${known% *}" spa "$console_address/"
  ensure_grant 'Landfall console' "$console_principal" "$endpoint_principal" Console.Use
fi

graph_principal=$(patient 'Microsoft Graph' GET "servicePrincipals(appId='$graph_app')?\$select=id" '' id)
ensure_grant Landfall "$landfall_principal" "$endpoint_principal" Reports.Submit
ensure_grant Landfall "$landfall_principal" "$graph_principal" 'User.Read Files.Read'

# For a way back both applications must be known in the old tenant; consenting to Landfall there brings the endpoint along.
if [ $for_return = yes ] && [ $dry_run = no ]; then
  scopes=$(manifest admin-endpoint.json | tr -d '\n' | sed "s/.*\"api\": *{/{\"knownClientApplications\":[\"$landfall\"],/; s/} *\$//")
  patient 'The way back' PATCH "applications/$endpoint_object" "{\"signInAudience\":\"AzureADMultipleOrgs\",\"api\":$scopes}" >/dev/null
  patient 'The way back' PATCH "applications/$landfall_object" "{\"signInAudience\":\"AzureADMultipleOrgs\"}" >/dev/null
elif [ $for_return = yes ]; then
  tell 'make both applications usable in the old tenant'
fi

if [ -n "$admin_role" ]; then
  principal=$admin_role
  if [ "$admin_role" = me ]; then principal=$(patient 'You' GET me '' id); fi
  ensure_role "$endpoint_principal" "$principal"
fi

[ $dry_run = no ] || { echo 'Nothing was changed: this was a dry run.'; exit 0; }

# --- The values, where they belong.
if [ -n "$write_to" ]; then
  command -v node >/dev/null || stop "--write-to needs node. The values are below." 1
  mkdir -p "$write_to"
  LANDFALL_TENANT=$tenant LANDFALL_CLIENT=$landfall LANDFALL_ENDPOINT=$endpoint LANDFALL_CONSOLE=$console \
    LANDFALL_CONSOLE_ADDRESS=$console_address LANDFALL_CLOUD=$cloud LANDFALL_LOGIN=$login node "$folder/write-values.mjs" "$write_to"
fi
echo "landfall.json   signIn.clientId   $landfall"
echo "landfall.json   admin.scope       api://$tenant/landfall-admin/Reports.Submit"
echo "admin.json      audience          $endpoint"
echo "admin.json      clients           [\"$landfall\"]"
[ -z "$console" ] || echo "admin.json      console.clientId  $console"
if [ $for_return = yes ]; then
  echo 'For the way back, consent in the old tenant as its administrator (put its tenant id in):'
  echo "  $login/OLD-TENANT-ID/adminconsent?client_id=$landfall"
fi
if [ -z "$admin_role" ] && [ -n "$console" ]; then
  echo 'Still to do: nobody may open the console yet. Run this again with --admin-role me, or with the object id of a group.'
fi
