# prepare.sh JAVA FOLDER: what FOLDER/Warm.java loads of the JDK goes into an archive, prepared/classes.jsa.
set -o errexit
umask 022
bin=$(dirname "$1")
store=(-keystore keys -storepass changeit)

"$bin/keytool" -genkeypair -alias key -keyalg EC -dname CN=localhost -ext san=dns:localhost "${store[@]}"
"$bin/javac" -d classes "$2/Warm.java"
"$1" -XX:+UseSerialGC -XX:DumpLoadedClassList=used -cp classes Warm keys changeit

# An archive that is made without a class path serves with any; and only G1 writes objects into one. From
# version 24 on it can hold classes that are linked already.
mkdir prepared
cd prepared
"$1" -XX:+IgnoreUnrecognizedVMOptions -XX:+AOTClassLinking \
  -XX:+UseG1GC -Xshare:dump -XX:SharedClassListFile=../used -XX:SharedArchiveFile=classes.jsa
