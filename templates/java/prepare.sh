# prepare.sh JAVA FOLDER: what FOLDER/Warm.java loads of the JDK goes into an archive, prepared/classes.jsa.
set -o errexit
umask 022
bin=$(dirname "$1")
key=("$bin/keytool" -storepass changeit)

# A certificate of an authority, as the mock has one: to trust it takes other classes than to trust itself.
"${key[@]}" -genkeypair -keystore authority -alias ca -keyalg RSA -dname CN=authority -ext bc
"${key[@]}" -genkeypair -keystore keys -alias key -keyalg RSA -dname CN=localhost
"${key[@]}" -certreq -keystore keys -alias key |
  "${key[@]}" -gencert -keystore authority -alias ca -ext san=dns:localhost -ext eku=serverAuth -outfile key.cer
"${key[@]}" -exportcert -keystore authority -alias ca -file ca.cer
"${key[@]}" -importcert -keystore keys -alias ca -file ca.cer -noprompt
"${key[@]}" -importcert -keystore keys -alias key -file key.cer
"${key[@]}" -importcert -keystore trusted -alias ca -file ca.cer -noprompt

"$bin/javac" -d classes "$2/Warm.java"
"$bin/jar" --create --file warm.jar --main-class Warm -C classes .
"$1" -XX:+UseSerialGC -XX:DumpLoadedClassList=loaded -jar warm.jar keys trusted changeit
grep -v Warm loaded >used

# An archive that is made without a class path serves with any; and only G1 writes objects into one. From
# version 24 on it can hold classes that are linked already.
mkdir prepared
cd prepared
"$1" -XX:+IgnoreUnrecognizedVMOptions -XX:+AOTClassLinking \
  -XX:+UseG1GC -Xshare:dump -XX:SharedClassListFile=../used -XX:SharedArchiveFile=classes.jsa
