# One line over ./mvnw each; plain Maven works as well.

# list what there is
default:
    @just --list

# format every module
fmt:
    ./mvnw -q spotless:apply

# unit and service tests
test:
    ./mvnw test

# everything, integration tests included
verify:
    ./mvnw verify

# build without tests, then run the directory beside a lab with two callsigns
demo:
    ./mvnw -Pdemo package

# build the agent's jar: acme/target/callsign-acme.jar
agent:
    ./mvnw -pl acme -am package -DskipTests
