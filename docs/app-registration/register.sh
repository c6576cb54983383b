#!/bin/sh
# Registers Landfall's applications in the target tenant and consents for everybody. The console only with its address.
# Needs: az (Azure CLI), signed in with `az login --tenant … --allow-no-subscriptions` as somebody who may consent.
#   sh register.sh 22222222-2222-4222-8222-222222222222 [https://landfall.fabrikam.com]
set -eu
tenant=${1:?the tenant id}
console_address=${2:-}
folder=$(dirname "$0")
graph=https://graph.microsoft.com/v1.0

# add PATH BODY QUERY: makes an entry and prints one of its fields.
add() {
  az rest --method POST --url "$graph/$1" --headers Content-Type=application/json --body "$2" --query "$3" --output tsv
}
# grant CLIENT RESOURCE SCOPES: consents for everybody.
grant() {
  add oauth2PermissionGrants \
    "{\"clientId\":\"$1\",\"consentType\":\"AllPrincipals\",\"resourceId\":\"$2\",\"scope\":\"$3\"}" id >/dev/null
}

endpoint=$(add applications "$(sed "s/TENANT-ID/$tenant/" "$folder/admin-endpoint.json")" appId)
endpoint_principal=$(add servicePrincipals "{\"appId\":\"$endpoint\"}" id)

landfall=$(add applications "$(sed "s/ADMIN-ENDPOINT-CLIENT-ID/$endpoint/" "$folder/landfall.json")" appId)
landfall_principal=$(add servicePrincipals "{\"appId\":\"$landfall\"}" id)

if [ -n "$console_address" ]; then
  console=$(add applications "$(sed "s/ADMIN-ENDPOINT-CLIENT-ID/$endpoint/; s#CONSOLE-ADDRESS#${console_address%/}#" "$folder/console.json")" appId)
  console_principal=$(add servicePrincipals "{\"appId\":\"$console\"}" id)
  grant "$console_principal" "$endpoint_principal" Console.Use
fi

graph_principal=$(az ad sp show --id 00000003-0000-0000-c000-000000000000 --query id --output tsv)
grant "$landfall_principal" "$endpoint_principal" Reports.Submit
grant "$landfall_principal" "$graph_principal" 'User.Read Files.Read'

echo "landfall.json   signIn.clientId   $landfall"
echo "landfall.json   admin.scope       api://$tenant/landfall-admin/Reports.Submit"
echo "admin.json      audience          $endpoint"
if [ -n "$console_address" ]; then echo "admin.json      console.clientId  $console"; fi
